// An agent and an approver that use this package's client.
const { ApprovalManager } = require('temporal-hitl/client');
const { loops, runTool, serve } = require('./lines.js');

const runs = new Map();

function input({ id, amount, deadlineMs, stages, requester }) {
  const soon = deadlineMs < 60_000 ? 'transfer_soon' : 'transfer_funds';
  const action = stages > 1 ? 'transfer_in_stages' : soon;
  return {
    id,
    action,
    // The ids of a batch are `batch.1`, `batch.2`, ...: the batch is what requests are counted by.
    resource: id.split('.')[0],
    description: 'Transfer $15,000 to vendor',
    context: { amount },
    requesterId: requester,
  };
}

async function main() {
  const manager = await ApprovalManager.connect({
    address: process.env.TEMPORAL_ADDRESS,
    taskQueue: 'bench',
  });

  async function request(content) {
    if (content.tool) {
      const use = ({ context }) => runTool({ id: content.id, ...context });
      const attempt = content.attemptId && { attemptId: content.attemptId };
      const used = manager.requireApproval(input(content), use, { ...attempt });
      // The error is an outcome here: it says why the tool did not run.
      runs.set(
        content.id,
        used.then(() => 'approved').catch((error) => `${error.name}: ${error.message}`),
      );
      return 'required';
    }
    return (await manager.requestApproval(input(content))).status;
  }

  async function decide({ id, decision, by, seenStage }) {
    const options = { decidedBy: by, ...(seenStage && { stage: seenStage }) };
    const verdict =
      decision === 'approve'
        ? await manager.approve(id, options)
        : await manager.reject(id, { ...options, reason: 'wrong vendor' });
    return verdict.outcome;
  }

  async function result({ id, timeoutMs }) {
    if (runs.has(id)) return runs.get(id);
    try {
      return (await manager.waitForEnd(id, { timeout: `${timeoutMs}ms` })).status;
    } catch (error) {
      if (error.name === 'WaitTimeoutError') return 'pending';
      throw error;
    }
  }

  serve({
    request,
    decide,
    result,
    pending: () => manager.countRequests({ status: 'pending' }),
    // Only planned requests name their approvers.
    waiting: ({ prefix }) => manager.countRequests({ resource: prefix, approver: 'bo' }),
    ...loops({ request, decide, result }),
  });
}

void main();

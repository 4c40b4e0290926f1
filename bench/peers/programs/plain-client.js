// Asks for and decides approvals with Temporal's own client.
const { Client, Connection } = require('@temporalio/client');
const { loops, serve, within } = require('./lines.js');

async function main() {
  const connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS });
  const { workflow } = new Client({ connection });

  async function request(content) {
    const options = { workflowId: content.id, taskQueue: 'bench', args: [content] };
    await workflow.start('plainApproval', { ...options, workflowIdConflictPolicy: 'USE_EXISTING' });
    return 'started';
  }

  async function decide({ id, decision, by, decisionId }) {
    const args = [{ decision, by }];
    await workflow
      .getHandle(id)
      .executeUpdate('decide', { args, ...(decisionId && { updateId: decisionId }) });
    return 'update completed';
  }

  /** Temporal keeps a signal while no worker runs. */
  async function leave({ id, decision, by }) {
    await workflow.getHandle(id).signal('decide', { decision, by });
    return 'signal taken';
  }

  const result = ({ id, timeoutMs }) => within(workflow.getHandle(id).result(), timeoutMs);
  const pending = async () => (await workflow.count('ExecutionStatus = "Running"')).count;
  serve({ request, decide, leave, result, pending, ...loops({ request, decide, result }) });
}

void main();

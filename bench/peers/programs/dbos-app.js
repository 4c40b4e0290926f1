// Approvals as DBOS's documentation shows them: a workflow that waits for a message, in the process of the application.
const { createRequire } = require('node:module');
const { loops, runTool, serve, waitingRoom, within } = require('./lines.js');

const { DBOS } = createRequire(`${process.env.PEER_PACKAGES}/`)('@dbos-inc/dbos-sdk');
const waiting = waitingRoom();
const handles = new Map();

const approval = DBOS.registerWorkflow(
  async ({ id, amount, deadlineMs, stages, tool }) => {
    for (let stage = 1; stage <= stages; stage++) {
      waiting.enter(id);
      const sent = await DBOS.recv(`stage-${stage}`, { timeoutSeconds: deadlineMs / 1000 });
      if (sent === null) return 'expired';
      if (sent.decision !== 'approve') return 'rejected';
    }
    if (tool) await DBOS.runStep(() => runTool({ id, amount }), { name: 'tool' });
    return 'approved';
  },
  { name: 'approval' },
);

async function request(content) {
  handles.set(content.id, await DBOS.startWorkflow(approval, { workflowID: content.id })(content));
  return 'started';
}

async function decide({ id, stage, decision, by, key }) {
  await DBOS.send(id, { decision, by }, `stage-${stage}`, key);
  return 'sent';
}

async function result({ id, timeoutMs }) {
  const handle = handles.get(id) ?? DBOS.retrieveWorkflow(id);
  const status = await within(handle.getResult(), timeoutMs);
  if (status !== 'pending') handles.delete(id);
  return status;
}

async function main() {
  DBOS.setConfig({
    name: 'approvals',
    systemDatabaseUrl: process.env.DATABASE_URL,
    logLevel: 'error',
    applicationVersion: '1',
  });
  await DBOS.launch();
  const pending = async () => (await DBOS.listWorkflows({ status: 'PENDING', loadInput: false })).length;
  serve({ request, decide, result, pending, waiting: waiting.count, ...loops({ request, decide, result }) });
}

void main();

// Asks for and decides approvals through Restate's ingress.
const { createRequire } = require('node:module');
const { loops, serve, within } = require('./lines.js');

const clients = createRequire(`${process.env.PEER_PACKAGES}/`)('@restatedev/restate-sdk-clients');
const ingress = clients.connect({ url: process.env.INGRESS_URL });
const workflow = (id) => ingress.workflowClient({ name: 'approval' }, id);

const request = async (content) => (await workflow(content.id).workflowSubmit(content)).status;
const decide = ({ id, stage, decision, by }) => workflow(id).decide({ stage, decision, by });
const result = ({ id, timeoutMs }) => within(workflow(id).workflowAttach(), timeoutMs);

/** How many invocations have not ended, by Restate's own table. */
async function pending() {
  const query =
    "SELECT count(*) AS n FROM sys_invocation WHERE target_handler_name = 'run' AND status <> 'completed'";
  const answer = await fetch(`${process.env.ADMIN_URL}/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
  });
  if (!answer.ok) throw new Error(`the query failed: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).rows[0].n;
}

serve({ request, decide, result, pending, ...loops({ request, decide, result }) });

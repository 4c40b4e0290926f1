// The smallest workflow that waits for a decision, as Temporal's samples show it.
const {
  condition,
  defineSignal,
  defineUpdate,
  proxyActivities,
  proxySinks,
  setHandler,
} = require('@temporalio/workflow');

const decideSignal = defineSignal('decide');
const decideUpdate = defineUpdate('decide');
const { runTool } = proxyActivities({ startToCloseTimeout: '10s' });
const { bench } = proxySinks();

exports.plainApproval = async function plainApproval({ id, amount, deadlineMs, stages, tool }) {
  let decision;
  const take = (sent) => {
    decision = sent.decision;
  };
  setHandler(decideSignal, take);
  setHandler(decideUpdate, take);
  for (let stage = 1; stage <= stages; stage++) {
    decision = undefined;
    bench.waiting(id);
    if (!(await condition(() => decision !== undefined, deadlineMs))) return 'expired';
    if (decision !== 'approve') return 'rejected';
  }
  if (tool) await runTool({ id, amount });
  return 'approved';
};

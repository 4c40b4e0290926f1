// Before all tests: bundles the workflows, and starts the Temporal server that test files share. While tests are watched,
// only the files that need them wait for them.
const { createJiti } = require('jiti');

module.exports = async ({ watch, watchAll }) => {
  if (watch || watchAll) return;
  const jiti = createJiti(__filename);
  const { workflowBundle } = await jiti.import('./test/support/workflow-bundle.ts');
  const { startSharedServer } = await jiti.import('./test/support/shared-server.ts');
  [, globalThis.temporalForTests] = await Promise.all([workflowBundle(), startSharedServer()]);
};

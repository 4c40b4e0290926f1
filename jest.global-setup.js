// Bundles the workflows before all tests. While tests are watched, only the files that need the bundle wait for it.
const { createJiti } = require('jiti');
module.exports = async ({ watch, watchAll }) => {
  if (watch || watchAll) return;
  const { workflowBundle } = await createJiti(__filename).import('./test/support/workflow-bundle.ts');
  await workflowBundle();
};

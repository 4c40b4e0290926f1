// Before all tests of the cluster: starts it, bundles the workflows, and tells the test files where it is.
const { createJiti } = require('jiti');

module.exports = async () => {
  const jiti = createJiti(__filename);
  const { startCluster } = await jiti.import('../support/cluster/cluster.ts');
  const { workflowBundle } = await jiti.import('../support/workflow-bundle.ts');
  await workflowBundle();
  globalThis.clusterForTests = await startCluster((line) => process.stderr.write(`${line}\n`));
  const { place } = globalThis.clusterForTests;
  process.env.HITL_TEST_CLUSTER = JSON.stringify(place);
  // Each file of the quick tests gets a namespace here.
  process.env.HITL_TEST_TEMPORAL = place.address;
};

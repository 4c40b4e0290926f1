// Bundles the workflows once for the whole run; swc compiles the TypeScript it needs.
const { createJiti } = require('jiti');
module.exports = async () => {
  await createJiti(__filename)
    .import('./test/support/workflow-bundle.ts', { default: true })
    .then((bundle) => bundle());
};

const Module = require('node:module');
const { join, sep } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/*
 * jest loads every module anew for each test file, which took a third of the time of all tests. So the files of one process share
 * the packages and the modules of the product, and load only `test` and `examples` anew. This needs one realm
 * (`one-realm-environment.js`): otherwise an error of a shared module would be no `instanceof Error` for a test. A file that mocks
 * or resets modules begins with `@jest-environment node`, and shares nothing.
 */

const ROOT = join(__dirname, '..', '..');
const OWN = ['test', 'examples'].map((folder) => join(ROOT, folder) + sep);
const isShared = (file) =>
  file.startsWith(ROOT + sep) && !OWN.some((folder) => file.startsWith(folder)) && /\.(?:[cm]?js|tsx?|json)$/.test(file);

/** Transforms the sources of the product for Node's `require`, as the last test file does. */
let last;
for (const extension of ['.ts', '.tsx'])
  Module._extensions[extension] = (module, file) =>
    module._compile(last.transformCache.transform(file, last._getFullTransformationOptions()), file);

module.exports = class OneRealmRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    if (!this._environment.isOneRealm) return;
    last = this;
    const { executor } = this;
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  requireModule(from, name, ...options) {
    if (this._environment.isOneRealm && name !== undefined && !Module.isBuiltin(name)) {
      const file = this._resolution.resolveCjs(from, name);
      if (isShared(file)) return require(file);
    }
    return super.requireModule(from, name, ...options);
  }
};

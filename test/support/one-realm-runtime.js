const Module = require('node:module');
const { join, sep } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/*
 * jest loads every module anew for each test file, which took a third of the time of all tests. So the files of one process share
 * the packages and the modules of the product: Node's `require` loads them once. Only `test` and `examples` are loaded anew. This
 * needs one realm (`one-realm-environment.js`): otherwise an error of a shared module would be no `instanceof Error` for a test. A
 * file that mocks modules of the product, or must load them anew, begins with `@jest-environment node` and shares nothing.
 */

const ROOT = join(__dirname, '..', '..') + sep;
const LOADED_ANEW = ['test', 'examples'].map((folder) => ROOT + folder + sep);
const isShared = (file) =>
  file.startsWith(ROOT) &&
  !LOADED_ANEW.some((folder) => file.startsWith(folder)) &&
  /\.(?:[cm]?js|tsx?|json)$/.test(file);

class OneRealmRuntime extends Runtime {
  /** Shared modules are transformed by the runtime of the current file: jest finds its source maps later, too. */
  static current;

  constructor(...args) {
    super(...args);
    if (!this._environment.isOneRealm) return;
    OneRealmRuntime.current = this;
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
}

for (const extension of ['.ts', '.tsx'])
  Module._extensions[extension] = (module, file) =>
    module._compile(OneRealmRuntime.current.transformCache.transform(file), file);

module.exports = OneRealmRuntime;

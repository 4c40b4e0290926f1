const { createRequire } = require('node:module');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/*
 * jest loads every module anew for each test file. For Temporal's SDK that took half a second of CPU in each of some 150 files. So
 * the files of one process share the packages below. This needs one realm (`one-realm-environment.js`): otherwise an error of a
 * shared package would be no `instanceof Error` for our code.
 */

/** Not zod, since its registry refuses the schemas of a second file, and nothing that builds on it. */
const SHARED =
  /^(?:@temporalio|@grpc|@slack)\/|^(?:protobufjs|rxjs|webpack|fast-check|re2js|typescript|playwright-core|nodemailer)$/;

module.exports = class OneRealmRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    const { executor } = this;
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  requireModule(from, name, ...options) {
    return name !== undefined && SHARED.test(name)
      ? createRequire(from)(name)
      : super.requireModule(from, name, ...options);
  }
};

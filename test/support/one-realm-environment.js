const { ModernFakeTimers } = require('@jest/fake-timers');
const { TestEnvironment } = require('jest-environment-node');
const { ModuleMocker } = require('jest-mock');

/**
 * Runs test files in the realm of the process, where `instanceof Error` is true for the errors of Node and of the packages that
 * `one-realm-runtime.js` shares. Globals that a file has added are removed after it.
 */
module.exports = class OneRealmEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.globalsBefore = new Set(Object.getOwnPropertyNames(globalThis));
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: config.projectConfig, global: globalThis });
  }

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    for (const name of Object.getOwnPropertyNames(globalThis))
      if (!this.globalsBefore.has(name)) delete globalThis[name];
    await super.teardown();
  }
};

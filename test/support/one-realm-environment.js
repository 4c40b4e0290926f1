const { ModernFakeTimers } = require('@jest/fake-timers');
const { TestEnvironment } = require('jest-environment-node');
const { ModuleMocker } = require('jest-mock');

/** jest keeps the tests of a file and the handlers of its events here. They must not meet the next file. */
const isStateOfJest = (symbol) => ['EVENT_HANDLERS', 'JEST_STATE_SYMBOL'].includes(symbol.description);

/** Node keeps a test as long as a handle that it opened, and with its function the memory of the whole file. */
function forgetFunctions({ children, hooks }) {
  for (const entry of [...children, ...hooks]) {
    entry.fn = entry.asyncError = undefined;
    if (entry.children) forgetFunctions(entry);
  }
}

/**
 * Runs test files in the realm of the process, where the modules that `one-realm-runtime.js` shares are loaded. What a file has
 * changed in the process (globals, environment variables, working directory) is undone after it.
 */
module.exports = class OneRealmEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.isOneRealm = true;
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: config.projectConfig, global: globalThis });
    this.globalsBefore = new Set(Object.getOwnPropertyNames(globalThis));
    this.variablesBefore = { ...process.env };
    this.folderBefore = process.cwd();
    this.exitBefore = process.exit;
  }

  handleTestEvent({ name }, { rootDescribeBlock }) {
    if (name === 'teardown') forgetFunctions(rootDescribeBlock);
  }

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    for (const name of Object.getOwnPropertyNames(globalThis))
      if (!this.globalsBefore.has(name)) delete globalThis[name];
    for (const symbol of Object.getOwnPropertySymbols(globalThis))
      if (isStateOfJest(symbol)) delete globalThis[symbol];
    for (const name of Object.keys(process.env))
      if (!(name in this.variablesBefore)) delete process.env[name];
    Object.assign(process.env, this.variablesBefore);
    process.chdir(this.folderBefore);
    process.exit = this.exitBefore;
    await super.teardown();
  }
};

// After all tests: its data is in memory, so the shared Temporal server may be killed.
module.exports = async () => {
  if (!globalThis.temporalForTests) return;
  process.kill(globalThis.temporalForTests.pid, 'SIGKILL');
  await globalThis.temporalForTests.exited;
};

const quick = require('./jest.config.js');

/**
 * Quick tests that need nothing of Temporal's dev server, whose lists are kept in SQLite. Here they run on PostgreSQL.
 */
const REUSED = ['client/requests/list', 'client/requests/claim'];

/**
 * `npm run test:cluster`: Temporal's full server on PostgreSQL, and the image of `deploy/Dockerfile`.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...quick,
  globalSetup: '<rootDir>/test/cluster/global-setup.js',
  globalTeardown: '<rootDir>/test/cluster/global-teardown.js',
  testMatch: ['**/test/cluster/*.test.ts', ...REUSED.map((path) => `**/test/${path}.test.ts`)],
  // Some tests kill what others use.
  maxWorkers: 1,
  testTimeout: 180_000,
};

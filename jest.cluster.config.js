const quick = require('./jest.config.js');

/**
 * Quick tests that need nothing of Temporal's dev server, whose lists are kept in SQLite. Here they run on PostgreSQL.
 */
const REUSED = [
  'admin/cli/commands/list',
  'admin/cli/commands/list-filters',
  'client/escalations/list',
  'client/requests/claim',
  'client/requests/list',
  'client/requests/start',
  'client/requests/wait',
  'client/runs/agent-runs',
  'workflows/requests/listed-attributes',
  'workflows/requests/poison',
];

/**
 * `npm run test:cluster`: Temporal's full server on PostgreSQL, and the image of `deploy/Dockerfile`.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...quick,
  // The cluster is started in this process, whose modules the tests must not share.
  testEnvironment: 'node',
  runtime: undefined,
  globalSetup: '<rootDir>/test/cluster/global-setup.js',
  globalTeardown: '<rootDir>/test/cluster/global-teardown.js',
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: ['**/test/cluster/*.test.ts', ...REUSED.map((path) => `**/test/${path}.test.ts`)],
  // Temporal's native runtime stays in the process.
  forceExit: true,
  // Some tests kill what others use.
  maxWorkers: 1,
  testTimeout: 180_000,
};

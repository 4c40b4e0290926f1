const quick = require('./jest.config.js');

/**
 * Quick tests that need nothing of Temporal's dev server, whose lists are kept in SQLite. Here they run on PostgreSQL.
 */
const REUSED = [
  'admin/access/search',
  'admin/access/search-escalations',
  'admin/access/ended-requests',
  'admin/access/priority-queue',
  'admin/api/list-requests',
  'admin/api/requests',
  'admin/api/escalations',
  'admin/api/runs',
  'admin/api/uses',
  'admin/cli/commands/list',
  'admin/cli/commands/list-filters',
  'client/escalations/list',
  'client/requests/claim',
  'client/requests/decide',
  'client/requests/list',
  'client/requests/start',
  'client/requests/wait',
  'client/temporal/list-by-time',
  'client/runs/agent-runs',
  'client/unreadable-rows',
  'client/many-approvers',
  'workflows/requests/budget',
  'workflows/requests/listed-attributes',
  'workflows/requests/races',
  'workflows/requests/contested',
  'workflows/requests/expiry',
  'workflows/requests/poison',
  'workflows/notifications/run-notifications',
  'workflows/uses/run-use',
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
  testMatch: ['**/test/cluster/*.test.ts', ...REUSED.map((path) => `**/test/${path}.test.ts`)],
  // Temporal's native runtime stays in the process.
  forceExit: true,
  // Some tests kill what others use.
  maxWorkers: 1,
  testTimeout: 180_000,
};

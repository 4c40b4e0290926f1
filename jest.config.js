const { availableParallelism } = require('node:os');

const swc = (parser) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser,
      transform: {
        decoratorVersion: '2022-03',
        react: { runtime: 'automatic', importSource: 'hono/jsx' },
      },
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

const { include } = require('./tsconfig.build.json');
const SOURCES = [...include.filter((name) => name !== 'index.ts'), 'examples', 'test'];

// Watching must answer within two seconds. `npm test` tries each property 1,000 times, CI 10,000 times.
const isWatching = process.argv.some((argument) => argument.startsWith('--watch'));
if (isWatching) process.env.HITL_PROPERTY_RUNS ??= '200';

// On a busy machine, a worker may need more than the usual five seconds for an answer. `withoutWorker` sets it lower.
process.env.HITL_PATIENCE = '20s';

/** Files of one process share the modules of the product. While tests are watched, these change. */
const ONE_REALM = {
  testEnvironment: '<rootDir>/test/support/one-realm-environment.js',
  runtime: '<rootDir>/test/support/one-realm-runtime.js',
};

/** Packages of ECMAScript modules alone: Node 20 can require them, jest cannot yet. */
const ESM = '(?:openid-client|oauth4webapi|jose)/';

/**
 * The quick tests. What kills servers, starts browsers or takes many seconds by its nature is in `jest.slow.config.js`, and what
 * needs a cluster in `jest.cluster.config.js`.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...(isWatching ? { testEnvironment: 'node' } : ONE_REALM),
  globalSetup: '<rootDir>/jest.global-setup.js',
  globalTeardown: '<rootDir>/jest.global-teardown.js',
  // `--watch` sees only these folders: a change of a source must run its tests, too.
  roots: SOURCES.map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/cluster/', '\\.(slow|browser)\\.test\\.ts$'],
  // Tests wait more than they compute.
  maxWorkers: availableParallelism() + 2,
  testTimeout: 60_000,
  moduleNameMapper: {
    '^temporal-hitl$': '<rootDir>/index.ts',
    '^temporal-hitl/client$': '<rootDir>/client/index.ts',
    '^temporal-hitl/workflow$': '<rootDir>/workflows/index.ts',
    '^temporal-hitl/worker$': '<rootDir>/worker/index.ts',
  },
  transform: {
    '^.+\\.ts$': swc({ syntax: 'typescript', decorators: true }),
    '^.+\\.tsx$': swc({ syntax: 'typescript', tsx: true }),
    [`/node_modules/${ESM}.+\\.js$`]: swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [`/node_modules/(?!${ESM})`],
};

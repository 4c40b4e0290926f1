/** How TypeScript is made ready for a test; with `jsx` the pages, too. */
const swc = (jsx) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx: jsx, decorators: true },
      transform: {
        decoratorVersion: '2022-03',
        ...(jsx && { react: { runtime: 'automatic', importSource: 'hono/jsx' } }),
      },
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/jest.global-setup.js',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  maxWorkers: 2,
  testTimeout: 60_000,
  moduleNameMapper: {
    '^temporal-hitl$': '<rootDir>/index.ts',
    '^temporal-hitl/client$': '<rootDir>/client/index.ts',
    '^temporal-hitl/workflow$': '<rootDir>/workflows/index.ts',
    '^temporal-hitl/worker$': '<rootDir>/worker/index.ts',
  },
  transform: { '^.+\\.ts$': swc(false), '^.+\\.tsx$': swc(true) },
};

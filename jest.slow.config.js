const { existsSync } = require('node:fs');
const quick = require('./jest.config.js');

// Workflows run in threads of their own, as in production.
process.env.HITL_TEST_THREADS = 'true';

// The product needs no browser: without one, the other tests run. In CI there must be one.
const isWithoutBrowser = !process.env.CI && !existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium');
if (isWithoutBrowser)
  console.warn(
    'There is no Chromium (apt-get install chromium, or CHROMIUM=FILE): *.browser.test.ts do not run.',
  );

/**
 * Outages, long runs, memory and browsers.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...quick,
  testMatch: ['**/*.slow.test.ts', '**/*.browser.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...(isWithoutBrowser ? ['\\.browser\\.test\\.ts$'] : [])],
};

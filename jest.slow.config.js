const { existsSync } = require('node:fs');
const quick = require('./jest.config.js');

// The headless shell takes a third less CPU than the whole Chromium.
const CHROMIUM =
  process.env.CHROMIUM ??
  ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((file) => existsSync(file));
if (CHROMIUM !== undefined) process.env.CHROMIUM = CHROMIUM;

// The product needs no browser: without one, the other tests run. In CI there must be one.
const isWithoutBrowser = !process.env.CI && CHROMIUM === undefined;
if (isWithoutBrowser)
  console.warn(
    'There is no Chromium (apt-get install chromium-headless-shell, or CHROMIUM=FILE): *.browser.test.ts do not run.',
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

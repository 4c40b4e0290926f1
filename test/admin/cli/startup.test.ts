/** @jest-environment node */
import type { cli as runCli } from './run-cli';

/** Together they take over a second to load. */
const TEMPORAL_AND_SERVER = [
  '@temporalio/client',
  '@temporalio/common',
  '@temporalio/worker',
  '@hono/node-server',
  '@hono/zod-openapi',
  'hono',
  '@slack/web-api',
  'jiti',
  'jose',
  'luxon',
  'nodemailer',
  'openapi-fetch',
];

const loaded = new Set<string>();
let cli: typeof runCli;
beforeEach(() => {
  jest.resetModules();
  loaded.clear();
  for (const name of [...TEMPORAL_AND_SERVER, 'zod'])
    jest.doMock(name, () => {
      loaded.add(name);
      return jest.requireActual<object>(name);
    });
  ({ cli } = jest.requireActual<{ cli: typeof runCli }>('./run-cli'));
});

test.each([
  [[], 0],
  [['--help'], 0],
  [['help'], 0],
  [['--version'], 0],
  [['worker', '--help'], 0],
  [['dev', '--help'], 0],
  [['aprove', 'x'], 2],
  [['reject', 'x'], 2],
  [['dev', '--port', '70000'], 2],
])('%j loads none of the large packages', async (argv, code) => {
  expect((await cli(argv)).code).toBe(code);
  expect([...loaded]).toEqual([]);
});

test.each([
  [['list', '--help'], 0],
  [['list', '--limit', 'ten'], 2],
  [['approve', 'x'], 2],
  [['run', 'strt'], 2],
  [['completion', 'bash'], 0],
])('%j loads neither Temporal nor the server', async (argv, code) => {
  expect((await cli(argv)).code).toBe(code);
  expect([...loaded].filter((name) => name !== 'zod')).toEqual([]);
});

test('a verb that connects loads Temporal', async () => {
  expect((await cli(['list', '--address', '127.0.0.1:1'])).code).toBe(1);
  expect([...loaded]).toContain('@temporalio/client');
});

test('the overview shows each verb as its own help does', async () => {
  const overview = (await cli(['--help'])).stdout;
  const withEveryVerb = (await cli(['--help', 'completion'])).stdout;
  expect(overview).toMatch(/^ {2}approve \[options\] <id\.\.\.>/m);
  expect(withEveryVerb).toBe(overview);
});

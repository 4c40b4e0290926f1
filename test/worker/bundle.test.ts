/** @jest-environment node */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import type { ConfigInput } from '../../contract/config/config';
import {
  buildPrebuiltBundle,
  prebuiltBundleFor,
  workflowsPath,
  writePrebuiltBundle,
} from '../../worker/bundle';
import { createWorker } from '../../worker/create-worker';
import { hitlPlugin } from '../../worker/plugin';
import { encryptionKey } from '../support/encryption';
import { eventually } from '../support/temporal';
import { startApproval, startTimeSkippingServer } from '../support/time-skipping';

let mockFolder: string;
// The sources have no prebuilt bundle, so here it is in a folder of the test.
jest.mock('../../worker/bundle', () => {
  const actual = jest.requireActual<object & { prebuiltBundleFor: typeof prebuiltBundleFor }>(
    '../../worker/bundle',
  );
  const prebuilt: typeof prebuiltBundleFor = (options, self, folder = mockFolder) =>
    actual.prebuiltBundleFor(options, self, folder);
  return { ...actual, prebuiltBundleFor: prebuilt };
});

const config: ConfigInput = { policies: [{ name: 'all', approvers: ['ana'] }] };
const other = { name: 'other' };
const converter = require.resolve('@temporalio/common');

/** Options that need a new bundle. */
const OWN: [string, Partial<WorkerOptions>][] = [
  ['workflows of its own', { workflowsPath: '/workflows' }],
  ['no workflows', { workflowsPath: undefined }],
  ['a bundle of its own', { workflowBundle: { codePath: '/bundle.js' } }],
  ['options for the bundler', { bundlerOptions: { ignoreModules: ['x'] } }],
  ['a payload converter', { dataConverter: { payloadConverterPath: converter } }],
  ['a failure converter', { dataConverter: { failureConverterPath: converter } }],
  ['interceptors in workflows', { interceptors: { workflowModules: ['/interceptors'] } }],
  ['sources in stack traces', { showStackTraceSources: true }],
  ['another plugin', { plugins: [other] }],
];

/** Options that do not change the bundle. */
const SAME: [string, Partial<WorkerOptions>][] = [
  ['nothing else', {}],
  ['codecs', { dataConverter: { payloadCodecs: [] } }],
  ['interceptors of activities', { interceptors: { activity: [() => ({})], workflowModules: [] } }],
  ['a cache size', { maxCachedWorkflows: 10 }],
];

let env: TestWorkflowEnvironment;
let codePath: string;
beforeAll(async () => {
  mockFolder = mkdtempSync(join(tmpdir(), 'hitl-prebuilt-'));
  codePath = join(mockFolder, 'bundle.js');
  await buildPrebuiltBundle(mockFolder);
  env = await startTimeSkippingServer();
}, 60_000);
afterAll(async () => {
  await env?.teardown();
  rmSync(mockFolder, { recursive: true });
});
afterEach(() => jest.restoreAllMocks());

const key = encryptionKey('2026-12');

describe('createWorker', () => {
  const optionsWith = async (worker: Partial<WorkerOptions>): Promise<WorkerOptions> => {
    const create = jest.spyOn(Worker, 'create').mockResolvedValue({} as Worker);
    await createWorker({ config, connection: env.nativeConnection, worker });
    return create.mock.calls[0]?.[0] as WorkerOptions;
  };

  test('uses the prebuilt bundle with encryption too, and switches on that failures are encoded', async () => {
    const create = jest.spyOn(Worker, 'create').mockResolvedValue({} as Worker);
    await createWorker({ config, connection: env.nativeConnection, encryption: { keys: [key] } });
    const { workflowBundle } = create.mock.calls[0]?.[0] as { workflowBundle: { code: string } };
    expect(workflowBundle.code).toBe(
      `globalThis.__HITL_ENCODES_FAILURES__ = true; ${readFileSync(codePath, 'utf8')}`,
    );
  });

  test.each(SAME)('uses the prebuilt bundle with %s', async (_, worker) => {
    const options = await optionsWith(worker);
    expect(options.workflowBundle).toEqual({ codePath });
    expect(options).not.toHaveProperty('workflowsPath');
  });

  test.each(OWN)('makes a bundle with %s', async (_, worker) => {
    const options = await optionsWith(worker);
    expect(options.workflowBundle).toEqual(worker.workflowBundle);
    expect(options.workflowsPath).toBe('workflowsPath' in worker ? worker.workflowsPath : workflowsPath);
    expect(options).toMatchObject(worker);
  });

  test('uses the bundle that it is given', async () => {
    const create = jest.spyOn(Worker, 'create').mockResolvedValue({} as Worker);
    const given = { codePath: '/given.js' };
    await createWorker({ config, connection: env.nativeConnection, workflowBundle: given });
    expect(create.mock.calls[0]?.[0].workflowBundle).toBe(given);
  });
});

describe('hitlPlugin', () => {
  const optionsWith = (more: Partial<WorkerOptions>) => {
    const plugin = hitlPlugin(config);
    const plugins = [plugin, ...(more.plugins ?? [])];
    const connection = env.nativeConnection;
    return plugin.configureWorker?.({
      taskQueue: 'q',
      connection,
      ...more,
      plugins,
    }) as Promise<WorkerOptions>;
  };

  test.each(SAME)('uses the prebuilt bundle with %s', async (_, more) => {
    const options = await optionsWith(more);
    expect(options.workflowBundle).toEqual({ codePath });
    expect(options).not.toHaveProperty('workflowsPath');
    expect(options).not.toHaveProperty('bundlerOptions');
  });

  test.each(OWN)('makes a bundle with %s', async (_, more) => {
    const options = await optionsWith(more);
    expect(options.workflowBundle).toEqual(more.workflowBundle);
    if (!more.workflowBundle) expect(options.workflowsPath).toEqual(expect.any(String));
  });

  test('makes a bundle for another copy of the SDK, whose connections are of another class', async () => {
    const { operatorService, plugins } = env.nativeConnection;
    const connection = { operatorService, plugins } as unknown as WorkerOptions['connection'];
    expect(await optionsWith({ connection })).toMatchObject({ workflowsPath });
  });
});

describe('the prebuilt bundle', () => {
  test('is not used unless the package and the SDK have the versions that it was made with', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hitl-versions-'));
    const versionsPath = join(folder, 'bundle.json');
    try {
      expect(prebuiltBundleFor({}, undefined, folder)).toBeUndefined();
      expect(prebuiltBundleFor({}, undefined, dirname(workflowsPath))).toBeUndefined();
      writePrebuiltBundle('code', folder);
      expect(prebuiltBundleFor({}, undefined, folder)).toEqual({ codePath: join(folder, 'bundle.js') });
      const made = JSON.parse(readFileSync(versionsPath, 'utf8')) as Record<string, string>;
      expect(Object.keys(made)).toEqual(
        expect.arrayContaining(['temporal-hitl', '@temporalio/worker', '@temporalio/workflow']),
      );
      for (const name of Object.keys(made)) {
        writeFileSync(versionsPath, JSON.stringify({ ...made, [name]: '0.0.1' }));
        expect(prebuiltBundleFor({}, undefined, folder)).toBeUndefined();
      }
      rmSync(versionsPath);
      expect(prebuiltBundleFor({}, undefined, folder)).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('is not used if the connection has a plugin', () => {
    const connection = { plugins: [other] } as unknown as WorkerOptions['connection'];
    expect(prebuiltBundleFor({ connection })).toBeUndefined();
  });

  test('contains no sources and no path of the build machine', () => {
    const code = readFileSync(codePath, 'utf8');
    const [, encoded = ''] = code.split('//# sourceMappingURL=data:application/json;charset=utf-8;base64,');
    const map = Buffer.from(encoded, 'base64').toString();
    expect(JSON.parse(map)).not.toHaveProperty('sourcesContent');
    for (const text of [code, map]) expect(text.includes(process.cwd())).toBe(false);
    expect(map).toContain('"temporal-hitl/workflows/requests/run-request.ts"');
    expect(map).toContain('"@temporalio/workflow/src/internals.ts"');
    expect(code.length).toBeLessThan(3_500_000);
  });

  test('runs a request, and the stack trace of an error names TypeScript files and lines', async () => {
    const connection = env.nativeConnection;
    const worker = await createWorker({ config, connection, taskQueue: 'prebuilt' });
    expect(worker.options.workflowBundle).toEqual({ codePath });
    await worker.runUntil(async () => {
      const request = await startApproval(env, 'prebuilt');
      await eventually(async () => (await request.record()).plan !== undefined);
      expect(await request.update({ decidedBy: 'ana' })).toMatchObject({ outcome: 'accepted' });
      expect(await request.result()).toMatchObject({ status: 'approved' });
      const unreadable = { taskQueue: 'prebuilt', workflowId: 'unreadable', args: [] };
      const error = await env.client.workflow
        .execute('hitlApproval', unreadable)
        .catch((reason: Error) => reason.cause as Error);
      expect(error.stack).toMatch(/at .+ \(temporal-hitl\/workflows\/[\w/-]+\.ts:\d+:\d+\)/);
    });
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApprovalManager, InvalidInput, SearchAttributesMissing, TemporalUnreachable } from '../../../client';
import { resolveConnection, taskQueueOf } from '../../../client/temporal/connect';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

const before = { ...process.env };
const folder = mkdtempSync(join(tmpdir(), 'hitl-connect-'));
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/^(TEMPORAL|HITL)_/.test(name)) delete process.env[name];
  process.env.TEMPORAL_CONFIG_FILE = join(folder, 'temporal.toml');
  writeFileSync(
    process.env.TEMPORAL_CONFIG_FILE,
    '[profile.work]\naddress = "file:1"\nnamespace = "from-file"\napi_key = "k"\n',
  );
});
afterAll(() => {
  process.env = before;
  rmSync(folder, { recursive: true });
});

describe('where Temporal is', () => {
  test('nothing set: the default', () => {
    expect(resolveConnection()).toMatchObject({
      address: 'localhost:7233',
      namespace: 'default',
      addressFrom: expect.stringContaining('default'),
    });
  });

  test('the file, below the environment, below the options', () => {
    expect(resolveConnection({ profile: 'work' })).toMatchObject({
      address: 'file:1',
      namespace: 'from-file',
      addressFrom: expect.stringContaining('profile work'),
      options: { apiKey: 'k', tls: true },
    });
    process.env.TEMPORAL_ADDRESS = 'env:1';
    expect(resolveConnection({ profile: 'work' })).toMatchObject({
      address: 'env:1',
      namespace: 'from-file',
      addressFrom: 'from TEMPORAL_ADDRESS',
    });
    const given = resolveConnection({
      profile: 'work',
      address: 'opt:1',
      namespace: 'n',
      apiKey: 'mine',
      tls: false,
    });
    expect(given).toMatchObject({
      address: 'opt:1',
      namespace: 'n',
      options: { apiKey: 'mine', tls: false },
    });
    expect(resolveConnection({ apiKey: 'mine' }).options).toMatchObject({ apiKey: 'mine', tls: true });
  });

  test('a profile that does not exist', () => {
    expect(() => resolveConnection({ profile: 'none' })).toThrow(InvalidInput);
    expect(() => resolveConnection({ profile: 'none' })).toThrow("'none'");
  });

  test('the task queue', () => {
    expect(taskQueueOf(undefined)).toBe('hitl');
    process.env.HITL_TASK_QUEUE = 'env';
    expect(taskQueueOf(undefined)).toBe('env');
    expect(taskQueueOf('given')).toBe('given');
  });
});

describe('when it does not answer', () => {
  test('says the address, its source and what to do, within the timeout', async () => {
    const started = Date.now();
    const connecting = ApprovalManager.connect({ address: '127.0.0.1:1', connectTimeout: '500ms' });
    await expect(connecting).rejects.toThrow(TemporalUnreachable);
    await expect(connecting).rejects.toThrow(/127\.0\.0\.1:1 \(from --address.*hitl dev.*TEMPORAL_ADDRESS/);
    expect(Date.now() - started).toBeLessThan(9_000);
  });

  test('a duration without a unit', async () => {
    await expect(ApprovalManager.connect({ patience: 5 as never })).rejects.toThrow(
      'patience: a bare number',
    );
    await expect(ApprovalManager.connect({ connectTimeout: 5 as never })).rejects.toThrow("write '5s'");
  });
});

describe('a server without the search attributes', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => {
    temporal = await startTemporal({ searchAttributes: false });
  });
  afterAll(() => temporal?.stop());

  test('the errors of requesting and listing say how to create them', async () => {
    const request = temporal.manager.requestApproval({ action: 'a', requesterId: 'u' });
    await expect(request).rejects.toThrow(SearchAttributesMissing);
    await expect(request).rejects.toThrow(
      /temporal operator search-attribute create --namespace default --name HitlKind --type Keyword .*--name HitlApprovers --type KeywordList .*`hitl worker` once/,
    );
    await expect(temporal.manager.listRequests({ approver: 'ana' })).rejects.toThrow(SearchAttributesMissing);
  });

  test('a namespace that does not exist', async () => {
    const manager = await ApprovalManager.connect({ address: temporal.address, namespace: 'nowhere' });
    await expect(manager.requestApproval({ action: 'a', requesterId: 'u' })).rejects.toThrow(
      /namespace 'nowhere' does not exist/,
    );
    await manager.close();
  });

  test('a client that exists stays open', async () => {
    const manager = new ApprovalManager(temporal.client, { taskQueue: 'q' });
    await manager.close();
    await expect(manager.getRequest('nobody')).rejects.toThrow('no request has this id');
  });
});

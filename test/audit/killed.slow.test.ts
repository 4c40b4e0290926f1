import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child, installed, runChild } from '../admin/cli/child';
import { startTemporal, type TemporalForTests } from '../support/temporal';

jest.setTimeout(180_000);
const REQUESTS = 30;
const KILLS = 2;

let temporal: TemporalForTests;
let folder: string;
let remove: () => Promise<void>;
const children = new Set<Child>();

beforeAll(async () => {
  ({ folder, remove } = await installed());
  temporal = await startTemporal();
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await temporal?.stop();
  await remove();
});

test('while auditors are killed and started again, every request that ends is stored once', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const audit = {
    sink: { type: 'files', folder: 'log', rotateAtBytes: 20_000 },
    ...{ signing: { keyId: 'audit-1', privateKeyFile: 'key.pem' }, every: '20ms' },
  };
  writeFileSync(
    join(folder, 'temporal.config.json'),
    JSON.stringify({ fallback: { approvers: ['ana'] }, audit }),
  );
  const env = { TEMPORAL_ADDRESS: temporal.address };
  const start = () => {
    const child = new Child(folder, ['audit', 'run'], env);
    children.add(child);
    return child;
  };
  // Both are started; one of them writes.
  let [writing, waiting] = [start(), start()];
  await Promise.all([writing, waiting].map((child) => child.says('The auditor is running')));
  let done = 0;
  const ending = temporal.withWorker(async () => {
    for (; done < REQUESTS; done++) {
      const id = `pay-${done}`;
      await temporal.manager.requestApproval({ id, action: 'pay', context: {}, requesterId: 'pay-bot' });
      await temporal.manager.approve(id, { decidedBy: 'ana' });
    }
  });
  for (let kill = 1; kill <= KILLS; kill++) {
    while (done < (kill * REQUESTS) / (KILLS + 1)) await new Promise((resolve) => setTimeout(resolve, 10));
    writing.kill('SIGKILL');
    await writing.exited;
    [writing, waiting] = [waiting, start()];
  }
  await ending;
  for (const child of [writing, waiting]) {
    await child.says('The auditor is running');
    child.kill('SIGTERM');
    expect(await child.exited).toBe(0);
  }
  await runChild(folder, ['audit', 'sweep'], env);
  const verified = await runChild(folder, ['audit', 'verify', '--temporal', '-o', 'json'], env);
  expect(JSON.parse(verified.stdout)).toMatchObject({
    ok: true,
    entries: REQUESTS,
    unreadable: 0,
    problems: [],
  });
});

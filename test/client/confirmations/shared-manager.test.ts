import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ server: {}, keepsWorker: true })));
afterAll(() => temporal?.stop());

/** A process that guards a function with these options, connected as its environment says. */
function program(options: object, address: string) {
  const jiti = join(__dirname, '..', '..', '..', 'node_modules', 'jiti', 'lib', 'jiti-cli.mjs');
  const file = join(__dirname, '..', '..', 'support', 'guarded-program.ts');
  const env = { ...process.env, TEMPORAL_ADDRESS: address, HITL_TASK_QUEUE: temporal.taskQueue };
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const child = spawn(process.execPath, [jiti, file, JSON.stringify(options)], { env, stdio: [...stdio] });
  return Promise.all([text(child.stdout as NodeJS.ReadableStream), once(child, 'exit')]).then(
    ([said, [code]]) => ({ said, code: code as number }),
  );
}

test('connects as the environment says, and does not keep the process from ending', () =>
  temporal.withWorker(async () => {
    const ran = program({ requesterId: 'ana' }, temporal.address);
    const pending = async () =>
      (await temporal.manager.listRequests({ action: 'from-a-program', status: 'pending' })).items[0];
    await eventually(async () => (await pending()) !== undefined, 30_000);
    await temporal.manager.approve((await pending())?.id ?? '', { decidedBy: 'ana' });
    expect(await ran).toEqual({ said: 'ran once\n', code: 0 });
  }));

test('without anyone to ask, or without a terminal, it needs no Temporal', async () => {
  for (const options of [{}, { confirmer: 'terminal' }]) {
    const { said, code } = await program(options, '127.0.0.1:1');
    expect(said).toMatch(/^ConfirmationCancelledError: Not confirmed, nothing was run: /);
    expect(code).toBe(0);
  }
});

test('reports that Temporal does not answer', async () => {
  const { said } = await program({ requesterId: 'ana' }, '127.0.0.1:1');
  expect(said).toMatch(/^TemporalUnreachable: .*127\.0\.0\.1:1.*TEMPORAL_ADDRESS/);
});

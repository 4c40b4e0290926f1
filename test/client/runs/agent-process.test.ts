import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ESCALATING, managersOn } from '../../support/escalating';
import { kill9 } from '../../support/spawn-worker';
import { startTemporal, type TemporalForTests } from '../../support/temporal';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ server: {} })));
afterAll(() => temporal?.stop());

const root = join(__dirname, '..', '..', '..');
const jiti = join(root, 'node_modules', 'jiti', 'lib', 'jiti-cli.mjs');
const script = join(root, 'test', 'support', 'reporting-agent.ts');

/** An agent in its own process that sends `count` reports. With the same name it sends the same reports again. */
function spawnAgent(runId: string, name: string, count: number) {
  const { address, taskQueue } = temporal;
  const args = [jiti, script, address, taskQueue, runId, name, String(count)];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

const ended = async (agent: ChildProcess) => (await once(agent, 'exit'))[0] as number | null;
const reportsOf = async (runId: string) => (await managersOn(temporal).runs.get(runId)).totals.reports;

test('two processes may report to one run at once, and each report counts', () =>
  temporal.withWorker(async () => {
    const agents = [spawnAgent('shared', 'a', 20), spawnAgent('shared', 'b', 20)];
    expect(await Promise.all(agents.map(ended))).toEqual([0, 0]);
    expect(await reportsOf('shared')).toBe(40);
  }, ESCALATING));

test('an agent killed with SIGKILL and restarted repeats its reports, and each counts once', () =>
  temporal.withWorker(async () => {
    const killed = spawnAgent('restarted', 'agent', 1_000);
    for (let seen = 0; seen < 3; seen++) await once(killed.stdout, 'data');
    await kill9(killed);
    const before = await reportsOf('restarted');
    expect(before).toBeGreaterThanOrEqual(3);
    const again = spawnAgent('restarted', 'agent', before + 10);
    expect(await ended(again)).toBe(0);
    expect(await reportsOf('restarted')).toBe(before + 10);
  }, ESCALATING));

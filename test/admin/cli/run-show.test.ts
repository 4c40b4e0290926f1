import { ESCALATING } from '../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { cliAt } from './run-cli';

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal.stop());

const CONFIG = {
  ...ESCALATING,
  agents: {
    ...ESCALATING.agents,
    unlucky: {
      step: ({ step }: { step: number }) => {
        if (step === 1) return { text: 'begun' };
        throw new Error('no luck');
      },
      maxAttempts: 2,
      retryAfter: '1ms' as const,
    },
    shopper: {
      step: () => ({
        approvals: ['a', 'b', 'c', 'd', 'e'].map((key) => ({ key, action: 'buy', context: {} })),
      }),
    },
  },
};
const beside = <T>(story: () => Promise<T>) => temporal.withWorker(story, CONFIG);
const started = async (agent: string, id: string) => {
  await hitl.json(['run', 'start', agent, '--id', id]);
  await eventually(async () => {
    const { json } = await hitl.json(['run', 'show', id]);
    return json.status !== 'running' || json.waitingSince !== undefined;
  });
};

test('failed attempts are told by their step, and counted', () =>
  beside(async () => {
    await started('unlucky', 'unlucky-1');
    const { stdout } = await hitl.text(['run', 'show', 'unlucky-1']);
    expect(stdout).toMatch(/UTC +step 1: begun\n.*UTC +step 2, attempt 1 failed: no luck\n/);
    expect(stdout).toMatch(/UTC +step 2, attempt 2 failed: no luck\n/);
    expect(stdout).toMatch(/outcome +unlucky-1: failed by system at 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC: /);
  }));

test('a run that waits for a decision prints the commands for it, until it is decided', () =>
  beside(async () => {
    await started('buyer', 'buyer-9');
    const at = `--address ${temporal.address}`;
    const { stdout } = await hitl.text(['run', 'show', 'buyer-9']);
    expect(stdout).toContain(`approve       hitl approve buyer-9-buy --as ana ${at}`);
    expect(stdout).toContain(`reject        hitl reject buyer-9-buy --as ana --reason 'why not' ${at}`);
    await hitl.json(['approve', 'buyer-9-buy', '--as', 'ana']);
    await hitl.json(['run', 'wait', 'buyer-9']);
    expect((await hitl.text(['show', 'buyer-9'])).stdout).not.toContain('hitl approve');
  }));

test('of many that wait it prints the first, and where the others are', () =>
  beside(async () => {
    await started('shopper', 'shopper-1');
    const { stdout } = await hitl.text(['show', 'shopper-1']);
    expect(stdout.match(/hitl approve/g)).toHaveLength(3);
    expect(stdout).toContain(`2 that wait: hitl list --run shopper-1 --address ${temporal.address}`);
  }));

test('a run that waits for its escalation prints the commands for that', () =>
  beside(async () => {
    const help = ['--level', 'human_review', '--reason', 'lost'];
    const { json } = await hitl.json(['escalate', 'lost-1', ...help]);
    const { stdout } = await hitl.text(['show', 'lost-1']);
    expect(stdout).toContain(`hitl ack ${json.escalationId} --as NAME --address ${temporal.address}`);
    expect(stdout).toContain(`hitl resolve ${json.escalationId} --as NAME --action continue`);
  }));

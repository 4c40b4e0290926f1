import { ESCALATING } from '../../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { withoutWorker } from '../../../support/without-worker';
import { cliAt, errorAs } from '../run-cli';

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal?.stop());

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
const report = (run: string, context: object, ...more: string[]) =>
  hitl.json(['run', 'report', run, '--context', JSON.stringify(context), ...more]);
const started = async (agent: string, id: string) => {
  await hitl.json(['run', 'start', agent, '--id', id]);
  await eventually(async () => {
    const { json } = await hitl.json(['run', 'show', id]);
    return json.status !== 'running' || json.waitingSince !== undefined;
  });
};

describe('run start', () => {
  test('needs no worker, and the same id again returns the same run', async () => {
    await temporal.stopWorker();
    const argv = ['run', 'start', 'echo', '--input', '{"n":1}', '--id', 'echo-1', '--requester', 'user-1'];
    const { code, json, stderr } = await hitl.json(argv);
    expect([code, json]).toEqual([
      0,
      { kind: 'run', id: 'echo-1', agent: 'echo', status: 'running', created: true },
    ]);
    expect(stderr).toContain('hitl show echo-1 --address');
    expect((await hitl.json(argv)).json).toMatchObject({ created: false });
    const other = await hitl.json([...argv, '--input', '2']);
    expect([other.code, other.json.error.name]).toEqual([9, 'RunIdTaken']);
    expect((await hitl.text(['run', 'start', 'echo'])).stdout).toMatch(/^run-echo-\w+\n$/);
  });

  test('an agent that the worker does not have is an error, 1', () =>
    beside(async () => {
      const { code, json, stderr } = await hitl.json(['run', 'start', 'ecko', '--id', 'ecko-1']);
      expect([code, json.error]).toEqual([
        1,
        errorAs('AgentNotFound', 'ecko-1 has failed: the config of this'),
      ]);
      expect(stderr).toContain("no agent 'ecko' (agents: echo, ");
      expect(stderr).not.toContain('Started');
    }));

  test('--wait prints the output, and --timeout bounds it', () =>
    beside(async () => {
      const short = await hitl.text(['run', 'start', 'echo', '--input', '{"paid":3}', '--wait']);
      expect(short.stdout).toMatch(/^run-echo-\w+: completed by agent at .* UTC\.\noutput: \{"paid":3\}\n$/);
      const long = { paid: 'x'.repeat(100) };
      const { json } = await hitl.json(['run', 'start', 'echo', '--input', JSON.stringify(long)]);
      const { stdout } = await hitl.text(['wait', json.id]);
      expect(stdout).toContain(`\noutput\n  │ Paid  xxx`);
      const late = await hitl.json(['run', 'start', 'stuck', '--wait', '--timeout', '300ms']);
      expect([late.code, late.json.error.name]).toEqual([8, 'WaitTimeoutError']);
    }));

  test('the exit code of --wait is the outcome: completed 0, failed 1, cancelled 7', () =>
    beside(async () => {
      const waited = await hitl.json(['run', 'start', 'echo', '--input', '[1,2]', '--wait']);
      expect([waited.code, waited.json]).toMatchObject([0, { status: 'completed', output: [1, 2] }]);
      expect((await hitl.json(['run', 'start', 'broken', '--wait'])).code).toBe(1);
      const { json } = await hitl.json(['run', 'start', 'stuck']);
      const waits = [hitl.json(['run', 'wait', json.id]), hitl.text(['wait', json.id])];
      expect((await hitl.json(['run', 'cancel', json.id, '--as', 'ana'])).code).toBe(4);
      expect(await hitl.json(['run', 'cancel', json.id, '--as', 'op', '--reason', 'enough'])).toMatchObject({
        code: 0,
        json: { outcome: 'accepted', status: 'cancelled' },
      });
      expect(await Promise.all(waits)).toMatchObject([
        { code: 7, json: { kind: 'run', status: 'cancelled' } },
        { code: 7, stdout: expect.stringMatching(/: cancelled by op at 20.*: enough\n$/) },
      ]);
    }));
});

test('--wait says on stderr what it asks people for', () =>
  beside(async () => {
    const argv = ['run', 'start', 'buyer', '--id', 'buyer-1', '--requester', 'user-1', '--wait'];
    let told = '';
    const waiting = hitl.text(argv, { stderr: (text) => void (told += text) });
    await eventually(async () =>
      told.includes('The run waits for people: buy. See it: hitl show buyer-1-buy --address '),
    );
    await hitl.json(['approve', 'buyer-1-buy', '--as', 'ana']);
    const { code, stdout } = await waiting;
    expect([code, stdout]).toEqual([0, expect.stringContaining('completed')]);
    const shown = await hitl.text(['run', 'show', 'buyer-1']);
    expect(shown.stdout).toContain('2 steps, 0 errors, cost 0');
    expect(shown.stdout).toMatch(/step 2: took \d+m?s/);
    const { json } = await hitl.json(['run', 'show', 'buyer-1']);
    expect(json.events.map((event: { durationMs: unknown }) => event.durationMs)).toEqual([
      expect.any(Number),
      expect.any(Number),
    ]);
  }));

describe('an attached run', () => {
  test('show lists requests made elsewhere for the run', () =>
    beside(async () => {
      await report('bot-9', { confidence: 0.9 });
      const { json } = await hitl.json(['request', '--action', 'pay', '--run', 'bot-9']);
      await eventually(async () => (await hitl.json(['show', 'bot-9'])).json.requests.length === 1);
      const { stdout } = await hitl.text(['show', 'bot-9']);
      expect(stdout).toContain('1 report, 0 errors');
      expect(stdout).toMatch(new RegExp(`requests +pay: pending \\(${json.id}\\)`));
    }));

  test('report exits 0 to continue and 8 to escalate; finish ends the run', () =>
    beside(async () => {
      const fine = await report('bot-1', { confidence: 0.9 });
      expect([fine.code, fine.json]).toMatchObject([0, { shouldEscalate: false, triggers: [] }]);
      const low = await report('bot-1', { confidence: 0.3 });
      expect([low.code, low.json]).toMatchObject([8, { shouldEscalate: true, level: 'human_review' }]);
      expect(low.json.escalationId).toBeUndefined();
      const escalated = await report('bot-1', { cost: 200 }, '--escalate', '--report-id', 'r-1');
      expect([escalated.code, escalated.json]).toMatchObject([8, { level: 'manager' }]);
      const id = escalated.json.escalationId as string;
      const text = await hitl.text(['run', 'report', 'bot-1', '--context', '{"confidence":0.1}']);
      expect(text.stdout).toMatch(
        /^escalate to human_review: .*\n {2}unsure \(human_review\): confidence 0\.1/,
      );

      const shown = await hitl.text(['run', 'show', 'bot-1', '--ui-url', 'https://ui.example']);
      for (const part of [
        'an attached agent  running',
        'attached: an agent reports to it',
        '4 reports',
        `for its escalation ${id}`,
        `${id}: pending at manager`,
        'report 1: confidence 0.9',
        `https://ui.example/namespaces/${temporal.namespace}/workflows/bot-1`,
      ])
        expect(shown.stdout).toContain(part);
      expect((await hitl.text(['show', 'bot-1'])).stdout).toContain('an attached agent  running');

      await hitl.text(['resolve', id, '--as', 'di', '--action', 'continue', '--resolution', 'fine']);
      const finish = ['run', 'finish', 'bot-1', '--output-json', '{"total":3}'];
      expect(await hitl.json(finish)).toMatchObject({
        code: 0,
        json: { outcome: 'accepted', status: 'completed' },
      });
      const waited = await hitl.json(['run', 'wait', 'bot-1']);
      expect([waited.code, waited.json]).toMatchObject([0, { status: 'completed', output: { total: 3 } }]);
      expect(await hitl.json(['cancel', 'bot-1', '--as', 'op'])).toMatchObject({
        code: 9,
        json: { outcome: 'conflict' },
      });
      const late = await report('bot-1', {});
      expect([late.code, late.json.error.name]).toEqual([9, 'RunEnded']);
    }));

  test('aborted by a person, 5', () =>
    beside(async () => {
      const { json } = await report('bot-2', { confidence: 0.1 }, '--escalate');
      await hitl.text([
        'resolve',
        json.escalationId,
        '--as',
        'ana',
        '--action',
        'abort',
        '--resolution',
        'no',
      ]);
      expect((await hitl.json(['run', 'wait', 'bot-2'])).code).toBe(5);
    }));

  test('without a worker it exits 1, never 0', () =>
    withoutWorker(temporal, async () => {
      const { code, json } = await report('bot-3', { confidence: 0.1 });
      expect([code, json.error.name]).toEqual([1, 'NoWorkerError']);
      const wait = hitl.json(['run', 'wait', 'bot-3', '--timeout', '500ms']);
      const { stdout } = await hitl.text(['show', 'bot-3']);
      expect(stdout).toContain('No worker answered');
      expect((await wait).code).toBe(8);
    }));
});

describe('run show', () => {
  test('failed attempts are shown with their step, and counted', () =>
    beside(async () => {
      await started('unlucky', 'unlucky-1');
      const { stdout } = await hitl.text(['run', 'show', 'unlucky-1']);
      expect(stdout).toMatch(
        /UTC +step 1: took \d+m?s, begun\n.*UTC +step 2, attempt 1 failed: took \d+m?s, no luck\n/,
      );
      expect(stdout).toMatch(/UTC +step 2, attempt 2 failed: took \d+m?s, no luck\n/);
      expect(stdout).toMatch(/outcome +unlucky-1: failed by system at 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC: /);
    }));

  test('a run that waits for a decision prints the commands for it, until it is decided', () =>
    beside(async () => {
      await started('buyer', 'buyer-9');
      const at = temporal.at;
      const { stdout } = await hitl.text(['run', 'show', 'buyer-9']);
      expect(stdout).toContain(`approve       hitl approve buyer-9-buy --as ana ${at}`);
      expect(stdout).toContain(`reject        hitl reject buyer-9-buy --as ana --reason 'the reason' ${at}`);
      await hitl.json(['approve', 'buyer-9-buy', '--as', 'ana']);
      await hitl.json(['run', 'wait', 'buyer-9']);
      expect((await hitl.text(['show', 'buyer-9'])).stdout).not.toContain('hitl approve');
    }));

  test('of many pending requests it prints the first few, and a command for the others', () =>
    beside(async () => {
      await started('shopper', 'shopper-1');
      const { stdout } = await hitl.text(['show', 'shopper-1']);
      expect(stdout.match(/hitl approve/g)).toHaveLength(3);
      expect(stdout).toContain(`2 more: hitl list --run shopper-1 ${temporal.at}`);
    }));

  test('a run that waits for its escalation prints the commands for the escalation', () =>
    beside(async () => {
      const help = ['--level', 'human_review', '--reason', 'lost'];
      const { json } = await hitl.json(['escalate', 'lost-1', ...help]);
      const { stdout } = await hitl.text(['show', 'lost-1']);
      expect(stdout).toContain(`hitl ack ${json.escalationId} --as NAME ${temporal.at}`);
      expect(stdout).toContain(`hitl resolve ${json.escalationId} --as NAME --action continue`);
    }));
});

test('after Ctrl-C the run continues and the message says so, 8', async () => {
  const { json } = await hitl.json(['run', 'start', 'stuck']);
  const onStop = (then: (signal: string) => void) => {
    setTimeout(() => then('SIGINT'), 300);
    return () => {};
  };
  const { code, stderr } = await hitl.text(['run', 'wait', json.id], { onStop });
  expect(code).toBe(8);
  expect(stderr).toContain(`the run continues. Wait again: hitl wait ${json.id}`);
});

test('list --kind run', async () => {
  await hitl.json(['run', 'start', 'stuck', '--requester', 'lister']);
  const list = (...more: string[]) => hitl.json(['list', '--kind', 'run', '--requester', 'lister', ...more]);
  await eventually(async () => (await list()).json.items.length === 1);
  const { json, stderr } = await list('--agent', 'stuck');
  expect(json.items).toMatchObject([
    { kind: 'run', status: 'running', agent: 'stuck', requesterId: 'lister' },
  ]);
  expect(stderr).toContain('1 of 1 running run');
  expect((await list('--status', 'completed')).json.items).toEqual([]);
  const { stdout } = await hitl.text(['list', '--kind', 'run', '--requester', 'lister']);
  expect(stdout).toMatch(
    /^ID +AGENT +REQUESTER +AGE +STATUS\nrun-stuck-\w+ {2}stuck +lister +\d+s +running\n$/,
  );
});

test('an unknown id fails with 1', async () => {
  for (const verb of ['show', 'wait', 'finish']) {
    const { code, json } = await hitl.json(['run', verb, 'nobody']);
    expect([code, json.error.name]).toEqual([1, 'RunNotFound']);
  }
});

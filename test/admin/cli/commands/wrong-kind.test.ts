import { ESCALATING } from '../../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../../support/temporal';
import { cliAt } from '../run-cli';

let temporal: TemporalForTests;
let hitl: ReturnType<typeof cliAt>;
beforeAll(async () => {
  temporal = await startTemporal({ keepsWorker: true });
  hitl = cliAt(temporal);
});
afterAll(() => temporal?.stop());

const beside = <T>(story: () => Promise<T>) => temporal.withWorker(story, ESCALATING);
const HELP = ['--level', 'human_review', '--reason', 'I am lost'];
const RESOLVE = ['--as', 'ana', '--action', 'continue', '--resolution', 'looked'];
const errorOf = async (...argv: string[]) => {
  const { code, json } = await hitl.json(argv);
  const { name, message } = json.error as { name: string; message: string };
  return { code, name, message };
};

test('the id of a run in place of a request or an escalation prints what the run waits for, and the command', () =>
  beside(async () => {
    await hitl.json(['run', 'start', 'buyer', '--id', 'buyer-1']);
    await eventually(async () => (await hitl.json(['show', 'buyer-1'])).json.approvals.length === 1);
    const at = temporal.at;
    expect(await errorOf('approve', 'buyer-1', '--as', 'ana')).toEqual({
      code: 1,
      name: 'RequestNotFound',
      message: `buyer-1: this is an agent run. It waits for buyer-1-buy: hitl approve buyer-1-buy --as NAME ${at}`,
    });
    const { json } = await hitl.json(['escalate', 'bot-1', ...HELP]);
    expect(await errorOf('ack', 'bot-1', '--as', 'ana')).toEqual({
      code: 1,
      name: 'EscalationNotFound',
      message: expect.stringContaining(
        `bot-1: this is an agent run. It waits for its escalation ${json.escalationId}: hitl resolve ${json.escalationId} --as NAME`,
      ),
    });
    await hitl.json(['run', 'cancel', 'bot-1', '--as', 'op']);
    expect((await errorOf('resolve', 'bot-1', ...RESOLVE)).message).toBe(
      `bot-1: this is an agent run. See it: hitl show bot-1 ${at}`,
    );
  }));

test('the id of an escalation in place of a request prints how to resolve it; in place of a run, how to show it', () =>
  beside(async () => {
    const { json } = await hitl.json(['escalate', 'bot-2', ...HELP]);
    const id = json.escalationId as string;
    expect((await errorOf('approve', id, '--as', 'ana')).message).toContain(
      `${id}: this is an escalation. Resolve it: hitl resolve ${id} --as NAME`,
    );
    expect(await errorOf('history', id)).toMatchObject({
      name: 'RunNotFound',
      message: expect.stringContaining(`this is an escalation. See it: hitl show ${id}`),
    });
  }));

test('the id of a request in place of an escalation or a run prints how to show it', () =>
  beside(async () => {
    const { id } = await temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent' });
    for (const argv of [
      ['resolve', id, ...RESOLVE],
      ['run', 'show', id],
    ])
      expect((await errorOf(...argv)).message).toContain(`${id}: this is a request. See it: hitl show ${id}`);
    expect(await errorOf('escalate', id, ...HELP)).toMatchObject({
      code: 9,
      name: 'RunIdTaken',
      message: expect.stringContaining(`${id}: a request has this id. See it: hitl show ${id}`),
    });
  }));

test('a message after the end of a run is not recorded, 9', () =>
  beside(async () => {
    await hitl.json(['run', 'report', 'bot-3', '--context', '{}']);
    await hitl.json(['run', 'finish', 'bot-3']);
    for (const argv of [
      ['run', 'report', 'bot-3', '--context', '{}'],
      ['escalate', 'bot-3', ...HELP],
    ]) {
      const { code, stderr } = await hitl.text(argv);
      expect(code).toBe(9);
      expect(stderr).toMatch(
        /^hitl: nothing was recorded because the run has ended\. bot-3: completed by agent at 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC/,
      );
    }
  }));

import type { ConfigInput } from '../../../contract/config';
import { ESCALATING } from '../../support/escalating';
import { eventually, startTemporal, type TemporalForTests } from '../../support/temporal';
import { cliAt } from './run-cli';

let temporal: TemporalForTests;
beforeAll(async () => {
  temporal = await startTemporal();
});
afterAll(() => temporal.stop());

test('a request that nobody decided in time names its escalation, and how that was resolved', () => {
  const hitl = cliAt(temporal);
  const config: ConfigInput = {
    ...ESCALATING,
    policies: [{ name: 'late', approvers: ['ana'], expireAfter: '5s', onExpiry: 'escalate' }],
  };
  return temporal.withWorker(async () => {
    await hitl.json(['run', 'report', 'bot-1', '--context', '{}']);
    const { id } = await temporal.manager.requestApproval({
      action: 'pay',
      requesterId: 'agent',
      runId: 'bot-1',
    });
    const escalation = async () => (await hitl.json(['show', id])).json.escalation;
    await eventually(async () => (await escalation())?.id !== undefined, 20_000);
    const own = (await escalation()).id as string;
    const { stdout } = await hitl.text(['show', id]);
    expect(stdout).toMatch(new RegExp(`^escalated +as ${own}, 20.*ago\\)$`, 'm'));
    expect(stdout).toMatch(new RegExp(` UTC +not decided in time: escalated as ${own}$`, 'm'));
    expect(stdout).toContain(`hitl resolve ${own} --as NAME --action continue`);
    const run = (await hitl.text(['run', 'show', 'bot-1'])).stdout;
    expect(run).toContain(`${own}: pending at human_review, of request ${id}`);
    await hitl.json(['resolve', own, '--as', 'ana', '--action', 'abort', '--resolution', 'too late']);
    expect((await hitl.json(['wait', id])).code).toBe(5);
    const after = (await hitl.text(['show', id])).stdout;
    expect(after).toMatch(new RegExp(`^escalated +as ${own}, 20.*; resolved by ana: abort$`, 'm'));
    expect(after).not.toContain('hitl resolve');
  }, config);
});

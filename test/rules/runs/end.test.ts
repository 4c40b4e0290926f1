import type { RunPlan } from '../../../contract/run';
import { judgeRunEnd, mayBeOperator, canCancelRun } from '../../../rules/runs/end';
import { openRun } from '../../../rules/runs/record';
import { START } from '../../support/requests';

const planned = (plan: Pick<RunPlan, 'operators' | 'teams'>) => ({
  ...openRun('run-1', { agent: 'worker', requesterId: 'user-1' }, START),
  plan: plan as RunPlan,
});

test('its requester, the run itself and operators, also in a team, may cancel a run', () => {
  const run = planned({ operators: ['olga', 'admins'], teams: { admins: ['adam'] } });
  for (const name of ['user-1', 'run-1', 'olga', 'adam']) expect(canCancelRun(run, name)).toBe(true);
  for (const name of ['ana', 'admins', 'worker', '']) expect(canCancelRun(run, name)).toBe(false);
});

test('other people get a verdict that says who may', () => {
  const run = planned({ operators: ['olga'], teams: {} });
  const { run: after, verdict } = judgeRunEnd(run, { kind: 'cancel', cancelledBy: 'ana' }, START);
  expect(after).toBe(run);
  expect(verdict).toMatchObject({
    outcome: 'not_authorized',
    message:
      'ana may not cancel run-1. Only its requester user-1, its agent (as run-1) or an operator (olga) may.',
  });
});

test('a team cannot cancel a run, and a name that differs only in case gets a hint', () => {
  const run = planned({ operators: ['olga', 'admins'], teams: { admins: ['adam', 'admins'] } });
  expect(canCancelRun(run, 'admins')).toBe(false);
  const { verdict } = judgeRunEnd(run, { kind: 'cancel', cancelledBy: 'Adam' }, START);
  expect(verdict).toMatchObject({
    outcome: 'not_authorized',
    message: expect.stringContaining("The name there is 'adam', and yours is 'Adam'"),
  });
});

test('a directory function is asked only if operators may be teams', () => {
  expect(mayBeOperator(planned({ operators: ['admins'] }))).toBe(true);
  expect(mayBeOperator(planned({ operators: [] }))).toBe(false);
  expect(mayBeOperator(planned({ operators: ['admins'], teams: {} }))).toBe(false);
});

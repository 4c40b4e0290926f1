import type { RunPlan } from '../../../contract/run';
import { judgeRunEnd, mayBeOperator, canCancelRun } from '../../../rules/runs/end';
import { openRun } from '../../../rules/runs/record';
import { START } from '../../support/requests';

const planned = (plan: Pick<RunPlan, 'operators' | 'teams'>) => ({
  ...openRun('run-1', { agent: 'worker', requesterId: 'user-1' }, START),
  plan: plan as RunPlan,
});

test('a run is cancelled by its requester, itself, and operators, by name or of a team', () => {
  const run = planned({ operators: ['olga', 'admins'], teams: { admins: ['adam'] } });
  for (const name of ['user-1', 'run-1', 'olga', 'adam']) expect(canCancelRun(run, name)).toBe(true);
  for (const name of ['ana', 'admins', 'worker', '']) expect(canCancelRun(run, name)).toBe(false);
});

test('anybody else is told who may', () => {
  const run = planned({ operators: ['olga'], teams: {} });
  const { run: after, verdict } = judgeRunEnd(run, { kind: 'cancel', cancelledBy: 'ana' }, START);
  expect(after).toBe(run);
  expect(verdict).toMatchObject({
    outcome: 'not_authorized',
    message:
      'ana may not cancel run-1: only its requester user-1, its own agent as run-1, or an operator (olga) may.',
  });
});

test("a team's own name cancels no run, and the verdict on a name that differs only in case says so", () => {
  const run = planned({ operators: ['olga', 'admins'], teams: { admins: ['adam', 'admins'] } });
  expect(canCancelRun(run, 'admins')).toBe(false);
  const { verdict } = judgeRunEnd(run, { kind: 'cancel', cancelledBy: 'Adam' }, START);
  expect(verdict).toMatchObject({
    outcome: 'not_authorized',
    message: expect.stringContaining("The name is written 'adam' there, and you are 'Adam'"),
  });
});

test('a directory that is a function is asked only where operators may be teams', () => {
  expect(mayBeOperator(planned({ operators: ['admins'] }))).toBe(true);
  expect(mayBeOperator(planned({ operators: [] }))).toBe(false);
  expect(mayBeOperator(planned({ operators: ['admins'], teams: {} }))).toBe(false);
});

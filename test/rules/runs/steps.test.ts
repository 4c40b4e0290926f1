import { openRun } from '../../../rules/runs/record';
import {
  earlierReport,
  guideStep,
  stepContext,
  takeStep,
  withFailedAttempt,
  withReport,
  withStep,
} from '../../../rules/runs/steps';
import { START } from '../../support/requests';

const attached = openRun('run-1', {}, START);
const hosted = openRun('run-2', { agent: 'worker' }, START);

describe('a report', () => {
  test('contains the total cost of an attached agent; a hosted run adds up its own costs', () => {
    expect(withReport(attached, { cost: 5 }, START).totals).toMatchObject({ reports: 1, cost: 5 });
    const spent = { ...hosted, totals: { ...hosted.totals, cost: 95 } };
    expect(withReport(spent, { cost: 5 }, START).totals).toMatchObject({ reports: 1, cost: 95 });
  });

  test('a negative cost lowers nothing, and its trigger reports it', () => {
    expect(withReport(attached, { cost: -5 }, START).totals).toMatchObject({ reports: 1, cost: 0 });
    const spent = { ...hosted, totals: { ...hosted.totals, cost: 95 } };
    expect(withStep(spent, { cost: -90 }, START, START).totals.cost).toBe(95);
    expect(stepContext(spent, { cost: -90 })).toMatchObject({ cost: -90 });
  });

  test('is recognized by its id when it is sent again', () => {
    const run = withReport(attached, {}, START, 'r1');
    expect(earlierReport(run, 'r1')).toMatchObject({ what: 'report', number: 1 });
    expect(earlierReport(run, 'r2')).toBeUndefined();
    expect(earlierReport(withReport(run, {}, START), undefined)).toBeUndefined();
  });
});

describe('guidance', () => {
  const guided = { ...hosted, guidance: { value: 'a', later: ['b'] } };

  test('goes to one step, and the next guidance to the next step', () => {
    const first = takeStep(guided);
    expect([first.input.guidance, first.run.guidance]).toEqual(['a', { value: 'b' }]);
    const second = takeStep(first.run);
    expect([second.input.guidance, second.run.guidance]).toEqual(['b', undefined]);
    expect(takeStep(second.run).input).not.toHaveProperty('guidance');
  });

  test('goes to the next attempt of a failed step and replaces the earlier guidance', () => {
    const { input } = takeStep(hosted);
    const again = guideStep({ ...hosted, guidance: { value: 'b' } }, { ...input, guidance: 'a' });
    expect([again.input.guidance, again.run.guidance]).toEqual(['b', undefined]);
    expect(again.input.step).toBe(input.step);
    const unguided = guideStep(hosted, { ...input, guidance: 'a' });
    expect(unguided.input.guidance).toBe('a');
  });
});

test('a lost worker is in the timeline but is not an error of the agent', () => {
  const run = withFailedAttempt(hosted, 'the worker that took it was lost', START, {
    startedAt: START - 1_500,
    isError: false,
  });
  expect(run).toMatchObject({ totals: { errors: 0 }, events: [{ what: 'failed_attempt', number: 1 }] });
  expect(withFailedAttempt(hosted, 'no', START, { startedAt: START }).totals.errors).toBe(1);
});

test('each attempt at a step has its own duration', () => {
  const failed = withFailedAttempt(hosted, 'no', START + 1_500, { startedAt: START });
  const { events } = withStep(failed, {}, START + 9_000, START + 8_750);
  expect(events.map(({ what, durationMs }) => [what, durationMs])).toEqual([
    ['failed_attempt', 1_500],
    ['step', 250],
  ]);
});

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
  test('says the total cost of an attached agent; a hosted run adds up its own', () => {
    expect(withReport(attached, { cost: 5 }, START).totals).toMatchObject({ reports: 1, cost: 5 });
    const spent = { ...hosted, totals: { ...hosted.totals, cost: 95 } };
    expect(withReport(spent, { cost: 5 }, START).totals).toMatchObject({ reports: 1, cost: 95 });
  });

  test('a cost below 0 lowers nothing, and its trigger sees it', () => {
    expect(withReport(attached, { cost: -5 }, START).totals).toMatchObject({ reports: 1, cost: 0 });
    const spent = { ...hosted, totals: { ...hosted.totals, cost: 95 } };
    expect(withStep(spent, { cost: -90 }, START).totals.cost).toBe(95);
    expect(stepContext(spent, { cost: -90 })).toMatchObject({ cost: -90 });
  });

  test('is known by its id when it comes again', () => {
    const run = withReport(attached, {}, START, 'r1');
    expect(earlierReport(run, 'r1')).toMatchObject({ what: 'report', number: 1 });
    expect(earlierReport(run, 'r2')).toBeUndefined();
    expect(earlierReport(withReport(run, {}, START), undefined)).toBeUndefined();
  });
});

describe('guidance', () => {
  const guided = { ...hosted, guidance: { value: 'a', later: ['b'] } };

  test('is given to one step, and what waits behind it to the next', () => {
    const first = takeStep(guided);
    expect([first.given.guidance, first.run.guidance]).toEqual(['a', { value: 'b' }]);
    const second = takeStep(first.run);
    expect([second.given.guidance, second.run.guidance]).toEqual(['b', undefined]);
    expect(takeStep(second.run).given).not.toHaveProperty('guidance');
  });

  test('goes to the next attempt of a step that failed, in place of what that was given', () => {
    const { given } = takeStep(hosted);
    const again = guideStep({ ...hosted, guidance: { value: 'b' } }, { ...given, guidance: 'a' });
    expect([again.given.guidance, again.run.guidance]).toEqual(['b', undefined]);
    expect(again.given.step).toBe(given.step);
    const unguided = guideStep(hosted, { ...given, guidance: 'a' });
    expect(unguided.given.guidance).toBe('a');
  });
});

test('a lost worker is in the timeline, and no error of the agent', () => {
  const run = withFailedAttempt(hosted, 'the worker that took it was lost', START, { isError: false });
  expect(run).toMatchObject({ totals: { errors: 0 }, events: [{ what: 'failed_attempt', number: 1 }] });
  expect(withFailedAttempt(hosted, 'no', START).totals.errors).toBe(1);
});

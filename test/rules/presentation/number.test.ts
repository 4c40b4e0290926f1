import { measuredNumber, numberIn, shownNumber } from '../../../rules/presentation/number';
import { describeTotals } from '../../../rules/runs/details';

it('a number is written in the language of the reader, if that differs from JSON', () => {
  expect(shownNumber(0.5, 'en')).toBeUndefined();
  expect(shownNumber(0.5, 'de-DE')).toBe('0,5');
  expect(shownNumber(1234.5, 'en')).toBe('1,234.5');
});

it('a measured number has no noise of binary fractions', () => {
  expect(measuredNumber(0.95 - 5 * 0.06)).toBe('0.65');
  expect(measuredNumber(1e-7, 'de-DE')).toBe('0,0000001');
});

it('the totals of a run are written in the language of the reader', () => {
  const run = {
    form: 'hosted' as const,
    totals: { steps: 1200, reports: 0, errors: 1, cost: 31.25, violations: 0 },
  };
  expect(describeTotals(run)).toBe('1200 steps, 1 error, cost 31.25');
  expect(describeTotals(run, numberIn('de-DE'))).toBe('1.200 steps, 1 error, cost 31,25');
});

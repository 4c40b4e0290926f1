import { runEventLabels } from '../../../rules/runs/details';

const failed = (number: number) => ({ what: 'failed_attempt' as const, number });

test('failed attempts are counted for each step, whatever is reported between them', () => {
  expect(
    runEventLabels([
      failed(1),
      { what: 'report', number: 1 },
      failed(1),
      { what: 'step', number: 1 },
      failed(2),
      { what: 'step', number: 2 },
    ]),
  ).toEqual([
    'step 1, attempt 1 failed',
    'report 1',
    'step 1, attempt 2 failed',
    'step 1',
    'step 2, attempt 1 failed',
    'step 2',
  ]);
});

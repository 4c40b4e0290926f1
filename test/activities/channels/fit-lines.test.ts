import fc from 'fast-check';
import { fitLines } from '../../../activities/channels/fit-lines';
import { utf8Bytes } from '../../../contract/limits';
import { RUNS } from '../../support/stories';

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');

test('a text that fits is shown as it is', () => {
  expect(fitLines(lines(3), 100)).toEqual({ shown: lines(3) });
  expect(fitLines('', 100)).toEqual({ shown: '' });
  expect(fitLines('12345', 5)).toEqual({ shown: '12345' });
});

test('a longer text ends after a whole line, and says how many are shown', () => {
  expect(fitLines(lines(1_412), 30)).toEqual({
    shown: lines(4),
    leftOut: '4 of 1,412 lines are shown.',
  });
});

test('the beginning of one huge line is shown', () => {
  const { shown, leftOut } = fitLines('x'.repeat(1_000_000), 20);
  expect(shown).toBe(`${'x'.repeat(17)}…`);
  expect(leftOut).toBe('Only the beginning of this text is shown.');
});

test('the result is never longer than the limit, and always says what is left out', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 3, max: 50 }), (text, bytes) => {
      const { shown, leftOut } = fitLines(text, bytes);
      expect(utf8Bytes(shown)).toBeLessThanOrEqual(bytes);
      if (utf8Bytes(text) > bytes) expect(leftOut).toBeDefined();
      expect(shown).not.toMatch(/[\u202a-\u202e\u200b]/);
    }),
    { numRuns: RUNS },
  ));

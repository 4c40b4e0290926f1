import fc from 'fast-check';
import { LIMITS } from '../../contract/limits';
import { AND_OTHERS } from '../../contract/names';
import { toSearchValue } from '../../contract/search-value';
import { listedNames } from '../../rules/listed-names';

const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).filter((text) => text !== AND_OTHERS);
const names = fc.array(name, { maxLength: 80 });
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test('the search attribute never exceeds its bounds, and everyone is found by name or by the marker', () => {
  fc.assert(
    fc.property(names, names, fc.integer({ min: 0, max: 80 }), (entries, people, teams) => {
      const isTeam = (entry: string) => entries.indexOf(entry) < teams;
      const { attribute, memo } = listedNames(entries, isTeam, people);
      expect(bytes(attribute)).toBeLessThanOrEqual(LIMITS.keywordListBytes);
      expect(attribute.length).toBeLessThanOrEqual(LIMITS.listedApprovers);
      const everyone = [...entries, ...people];
      if (attribute.includes(AND_OTHERS)) expect(new Set(memo)).toEqual(new Set(everyone));
      else expect(new Set(attribute)).toEqual(new Set(everyone.map(toSearchValue)));
    }),
  );
});

test('where there is no room for everyone, the teams come first', () => {
  const people = Array.from({ length: 60 }, (_, n) => `person-${n}@example.com`);
  const { attribute } = listedNames(['zed', 'finance-team'], (entry) => entry === 'finance-team', people);
  expect(attribute.slice(0, 3)).toEqual([AND_OTHERS, 'finance-team', 'zed']);
});

test('2,048 bytes fit, and one more does not', () => {
  const fits = ['a'.repeat(200), 'x'.repeat(LIMITS.keywordListBytes - 207)];
  expect(listedNames(fits, () => false, [])).toEqual({ attribute: fits });
  const [first = '', second] = fits;
  const { attribute, memo } = listedNames([first, `${second}x`], () => false, []);
  expect(attribute).toEqual([AND_OTHERS, first]);
  expect(memo).toEqual([first, `${second}x`]);
});

test('more names than the memo holds are left out of it', () => {
  const crowd = Array.from({ length: 3_000 }, (_, n) => `person-${n}@example.com`);
  expect(listedNames(['crowd'], () => true, crowd)).not.toHaveProperty('memo');
});

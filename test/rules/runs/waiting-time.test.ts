import fc from 'fast-check';
import { coveredMs } from '../../../rules/runs/waiting-time';

test('time that several people took at once counts once', () => {
  expect(coveredMs([], 0, 100)).toBe(0);
  expect(coveredMs([{ from: 10, to: 30 }], 0, 100)).toBe(20);
  const both = [
    { from: 0, to: 10 },
    { from: 0, to: 10 },
  ];
  expect(coveredMs(both, 0, 12)).toBe(10);
  expect(coveredMs([{ from: 90 }, { from: 20, to: 40 }], 0, 100)).toBe(30);
  expect(coveredMs([{ from: -50, to: 5 }], 0, 100)).toBe(5);
});

test('it is the number of moments that at least one of them covers', () => {
  const span = fc.record({ from: fc.nat(60), length: fc.nat(30), open: fc.boolean() });
  fc.assert(
    fc.property(fc.array(span), fc.nat(20), fc.integer({ min: 20, max: 80 }), (drawn, from, now) => {
      const spans = drawn.map(({ from: at, length, open }) => ({
        from: Math.min(at, now),
        ...(!open && { to: Math.min(at + length, now) }),
      }));
      const moments = Array.from({ length: now - from }, (_, index) => from + index);
      const isCovered = (at: number) => spans.some((s) => s.from <= at && at < (s.to ?? now));
      expect(coveredMs(spans, from, now)).toBe(moments.filter(isCovered).length);
    }),
  );
});

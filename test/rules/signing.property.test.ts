import fc from 'fast-check';
import { type SignedSubject, signedText } from '../../rules/signing';
import { RUNS } from '../support/stories';

const subject = fc.record<SignedSubject>({
  kind: fc.constantFrom('decide', 'resolve'),
  namespace: fc.constantFrom('default', 'production'),
  id: fc.string({ unit: 'grapheme', maxLength: 5 }),
  contentHash: fc.constantFrom('', 'a', 'b'),
});
const words = fc.option(fc.string({ unit: 'binary', maxLength: 4 }), { nil: undefined });
const message = fc.record(
  {
    decision: fc.constantFrom('approve', 'reject'),
    decidedBy: words,
    reason: words,
    notes: words,
    confirm: words,
    decisionId: words,
    expected: fc.option(fc.record({ stage: fc.nat(2) }), { nil: undefined }),
    modification: fc.jsonValue({ maxDepth: 2 }),
  },
  { requiredKeys: [] },
);
const way = fc.record(
  {
    attemptId: fc.string(),
    via: fc.string(),
    sentAt: fc.nat(),
    signature: fc.constant({ keyId: 'k', value: 'v' }),
  },
  { requiredKeys: [] },
);

/** What a message says once it has been sent: without what is undefined. */
const sent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('two texts are the same only if they are of the same subject and say the same', () => {
  fc.assert(
    fc.property(subject, message, subject, message, (a, says, b, saysToo) => {
      const isSame = signedText(a, says) === signedText(b, saysToo);
      let same = true;
      try {
        expect(sent([b, saysToo])).toEqual(sent([a, says]));
      } catch {
        same = false;
      }
      expect(isSame).toBe(same);
    }),
    { numRuns: Math.min(RUNS, 2_000) },
  );
});

test('a text changes with each part of what is said, and not with the way it came or the order of its fields', () => {
  fc.assert(
    fc.property(subject, message, way, way, (about, says, one, other) => {
      const backwards = Object.fromEntries(Object.entries({ ...says, ...other }).reverse());
      expect(signedText(about, backwards)).toBe(signedText(about, { ...one, ...says }));
      expect(signedText(about, { ...says, reason: `${says.reason ?? ''}!` })).not.toBe(
        signedText(about, says),
      );
    }),
    { numRuns: Math.min(RUNS, 2_000) },
  );
});

test('is canonical JSON, which other languages can write too', () => {
  const about = { kind: 'decide', namespace: 'default', id: 'request-1', contentHash: 'abc' } as const;
  const says = { decision: 'approve', decidedBy: 'ana', decisionId: 'd1', via: 'inbox', attemptId: 'a1' };
  expect(signedText(about, says)).toBe(
    '{"contentHash":"abc","id":"request-1","kind":"decide","namespace":"default","says":{"decidedBy":"ana","decision":"approve","decisionId":"d1"},"signed":"temporal-hitl/1"}',
  );
});

import fc from 'fast-check';
import { contentHash } from '../../../rules/digest';
import {
  type ListedRow,
  requestMemo,
  rowDigest,
  rowMismatches,
  rowOf,
} from '../../../rules/requests/listed-row';

const text = fc.string({ maxLength: 300, unit: 'grapheme' });
const content = fc.record(
  {
    action: text,
    requesterId: text,
    context: fc.constant({}),
    resource: text,
    description: text,
    runId: text,
  },
  { requiredKeys: ['action', 'requesterId', 'context'] },
);

test('the row of a truthful memo shows what the request contains', () => {
  fc.assert(
    fc.property(content, (given) => {
      const { contentHash: _hash, ...memo } = requestMemo({ content: given }, contentHash(given));
      const listed: ListedRow = { kind: 'approval', ...memo };
      const contained = rowOf({ kind: 'approval', ...given });
      expect(rowMismatches(listed, contained)).toEqual([]);
      expect(rowDigest(listed)).toBe(rowDigest(contained));
    }),
  );
});

test('a row that differs in any field has another digest and names the field', () => {
  const field = fc.constantFrom('action', 'resource', 'description', 'message', 'requesterId', 'runId');
  fc.assert(
    fc.property(content, field, text, (given, name, other) => {
      const contained = rowOf({ kind: 'approval', ...given });
      const listed = { ...contained, [name]: other };
      fc.pre(contained[name as keyof ListedRow] !== other);
      expect(rowMismatches(listed, contained)).toEqual([name]);
      expect(rowDigest(listed)).not.toBe(rowDigest(contained));
    }),
  );
});

test('a confirmation is not shown as an approval', () => {
  const given = { action: 'deploy', requesterId: 'eve', context: {} };
  const contained = rowOf({
    kind: 'confirmation',
    ...given,
    confirmation: { message: 'Deploy?', confirmers: ['ana'], expireAfter: 1 },
  });
  expect(rowMismatches({ ...rowOf({ kind: 'approval', ...given }) }, contained)).toEqual(['kind', 'message']);
});

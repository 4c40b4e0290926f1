import fc from 'fast-check';
import type { AuditAnchor, AuditEntry } from '../../../contract/audit';
import { checkAnchorLine, checkLine, endVerification, startVerification } from '../../../rules/audit/chain';
import { logLine } from '../../../rules/audit/entry';
import { anchorOf, auditBody, auditKey, chained, checkedBy, linesIn } from '../../support/audit-log';
import { RUNS } from '../../support/stories';

const key = auditKey();
const stranger = auditKey();
const ENTRIES = chained(
  key,
  Array.from({ length: 5 }, (_, index) => auditBody(index + 1)),
);
const ANCHOR = anchorOf(key, ENTRIES.at(-1) as AuditEntry);

const bytesOf = (entries: AuditEntry[]) =>
  Buffer.from(entries.map((entry) => `${logLine(entry)}\n`).join(''));

function problemsOf(log: Uint8Array, anchors: AuditAnchor[] = [ANCHOR], check = checkedBy(key)) {
  const state = startVerification();
  for (const anchor of anchors) checkAnchorLine(state, { text: logLine(anchor), where: 'anchors:1' }, check);
  for (const line of linesIn(log)) checkLine(state, line, check);
  return endVerification(state).map(({ problem }) => problem);
}

const index = fc.nat(ENTRIES.length - 1);
/** For properties whose inputs have only some dozens of values. */
const FEW = 100;

test('an untouched log of any length, with keys that were rotated, has no problem', () => {
  const second = auditKey('audit-2');
  fc.assert(
    fc.property(fc.array(fc.json(), { maxLength: 6 }), fc.nat(6), (records, rotatedAt) => {
      const bodies = records.map((record, at) => auditBody(at + 1, { record: { value: record } }));
      const first = chained(key, bodies.slice(0, rotatedAt));
      const last = first.at(-1);
      const rest = chained(second, bodies.slice(rotatedAt), last ?? { seq: 0, hash: '0'.repeat(64) });
      const all = [...first, ...rest];
      const anchors = all.map((entry) => anchorOf(key, entry));
      expect(problemsOf(bytesOf(all), anchors, checkedBy(key, second))).toEqual([]);
    }),
    { numRuns: RUNS / 20 },
  );
});

describe('any one change of a log is found', () => {
  const log = bytesOf(ENTRIES);

  test('a byte that is different', () => {
    fc.assert(
      fc.property(fc.nat(log.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(log);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(problemsOf(changed)).not.toEqual([]);
      }),
      { numRuns: RUNS / 10 },
    );
  });

  test('bytes that were inserted or removed', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.nat(log.length), bytes, fc.nat(10), (at, inserted, removed) => {
        const changed = Buffer.concat([log.subarray(0, at), inserted, log.subarray(at + removed)]);
        if (!changed.equals(log)) expect(problemsOf(changed)).not.toEqual([]);
      }),
      { numRuns: RUNS / 10 },
    );
  });

  test('an entry that was dropped', () => {
    fc.assert(
      fc.property(index, fc.integer({ min: 1, max: 3 }), (at, count) => {
        expect(problemsOf(bytesOf(ENTRIES.toSpliced(at, count)))).not.toEqual([]);
      }),
      { numRuns: FEW },
    );
  });

  test('entries that changed places', () => {
    fc.assert(
      fc.property(index, index, (a, b) => {
        fc.pre(a !== b);
        const swapped = ENTRIES.with(a, ENTRIES[b] as AuditEntry).with(b, ENTRIES[a] as AuditEntry);
        expect(problemsOf(bytesOf(swapped))).toContain('reordered');
      }),
      { numRuns: FEW },
    );
  });

  test('an entry that is there twice', () => {
    fc.assert(
      fc.property(index, index, (from, to) => {
        const doubled = ENTRIES.toSpliced(to, 0, ENTRIES[from] as AuditEntry);
        expect(problemsOf(bytesOf(doubled))).not.toEqual([]);
      }),
      { numRuns: FEW },
    );
  });

  test('a forged entry, and one that was replaced by another one with a fitting hash', () => {
    fc.assert(
      fc.property(index, fc.boolean(), (at, replaces) => {
        const before = at === 0 ? { seq: 0, hash: '0'.repeat(64) } : (ENTRIES[at - 1] as AuditEntry);
        const [forged] = chained(stranger, [auditBody(at + 1, { record: { status: 'rejected' } })], before);
        const changed = ENTRIES.toSpliced(at, replaces ? 1 : 0, forged as AuditEntry);
        expect(problemsOf(bytesOf(changed))).toContain('wrong_signature');
      }),
      { numRuns: FEW },
    );
  });

  test('a log that another key has signed from some entry on', () => {
    fc.assert(
      fc.property(index, (at) => {
        const before = ENTRIES[at - 1] ?? { seq: 0, hash: '0'.repeat(64) };
        const bodies = ENTRIES.slice(at).map(
          ({ seq: _seq, prev: _prev, hash: _hash, signature: _signature, ...body }) => body,
        );
        const signed = [...ENTRIES.slice(0, at), ...chained(stranger, bodies, before)];
        expect(problemsOf(bytesOf(signed))).toContain('wrong_signature');
      }),
      { numRuns: FEW },
    );
  });

  test('a log that the key itself has signed anew, by the anchor', () => {
    fc.assert(
      fc.property(index, (at) => {
        const bodies = ENTRIES.map((_, each) =>
          auditBody(each + 1, each === at ? { record: { status: 'rejected' } } : {}),
        );
        expect(problemsOf(bytesOf(chained(key, bodies)))).toEqual(['changed']);
      }),
      { numRuns: FEW },
    );
  });

  test('a tail that was cut, by the anchor', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: log.length }), (count) => {
        expect(problemsOf(log.subarray(0, log.length - count))).toContain('truncated');
      }),
      { numRuns: RUNS / 10 },
    );
  });

  test('an anchor that was changed', () => {
    const text = logLine(ANCHOR);
    fc.assert(
      fc.property(fc.nat(text.length - 1), (at) => {
        const changed = `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`;
        const state = startVerification();
        checkAnchorLine(state, { text: changed, where: 'anchors:1' }, checkedBy(key));
        expect(state.problems).toMatchObject([{ problem: 'wrong_anchor' }]);
      }),
      { numRuns: RUNS / 10 },
    );
  });
});

test('a problem says where it is, and one change is reported once', () => {
  const state = startVerification();
  const changed = ENTRIES.with(3, { ...(ENTRIES[3] as AuditEntry), id: 'request-5' });
  for (const line of linesIn(bytesOf(changed))) checkLine(state, line, checkedBy(key));
  expect(endVerification(state)).toEqual([
    { problem: 'changed', where: 'log:4', seq: 4, message: 'its hash does not match its content' },
  ]);
});

test('a log whose beginning is kept elsewhere verifies from an entry that the reader trusts', () => {
  const from = ENTRIES[2] as AuditEntry;
  const verified = (trusted: { seq: number; hash: string }) => {
    const state = startVerification(trusted);
    for (const line of linesIn(bytesOf(ENTRIES.slice(3)))) checkLine(state, line, checkedBy(key));
    return endVerification(state).map(({ problem }) => problem);
  };
  expect(verified(from)).toEqual([]);
  expect(verified({ ...from, hash: 'f'.repeat(64) })).toEqual(['changed']);
  expect(problemsOf(bytesOf(ENTRIES.slice(3)), [])).toEqual(['missing']);
});

import { utf8Bytes } from '../../../contract/limits';
import type { RunApproval, RunRecord } from '../../../contract/run';
import { newDecisions } from '../../../rules/runs/approvals';
import { boundedRun, openRun } from '../../../rules/runs/record';
import { START } from '../../support/requests';

const run = openRun('run-1', { agent: 'worker', input: { n: 1 } }, START);
const size = (record: unknown) => utf8Bytes(JSON.stringify(record));

const rejected = (index: number, isReported: boolean, reason: string): RunApproval => ({
  key: `a${index}`,
  id: `run-1-a${index}`,
  contentHash: 'h'.repeat(64),
  status: 'rejected',
  requestedInStep: 1,
  isReported,
  decision: {
    key: `a${index}`,
    requestId: `run-1-a${index}`,
    status: 'rejected',
    by: 'ana',
    reason,
    message: `DENIED by ana. Reason: ${reason}`,
  },
});
const many = (count: number, isReported: boolean, reason: string) =>
  Array.from({ length: count }, (_, index) => rejected(index, isReported, reason));

test('a record that fits is not changed', () => {
  const record: RunRecord = { ...run, approvals: many(100, true, 'too much') };
  expect(boundedRun(record)).toBe(record);
});

test('texts that steps have received are cut first; every decision stays', () => {
  const untold = rejected(9_999, false, 'because');
  const record = { ...run, approvals: [...many(1_000, true, 'x'.repeat(4_000)), untold] };
  const cut = boundedRun(record);
  expect(size(cut)).toBeLessThan(1_800_000);
  expect(cut.approvals).toHaveLength(1_001);
  expect(cut.approvals[0]?.decision).toMatchObject({ key: 'a0', status: 'rejected', by: 'ana' });
  expect(cut.approvals.at(-1)).toEqual(untold);
});

test('modifications, which the escalations keep, do not make the record too large for Temporal', () => {
  const resolution = {
    action: 'modify' as const,
    by: 'people' as const,
    resolvedBy: 'ana',
    resolution: 'do this',
    modification: 'm'.repeat(48_000),
    at: run.startedAt,
  };
  const escalations = Array.from({ length: 60 }, (_, index) => ({
    id: `run-1-escalation-${index + 1}`,
    status: 'resolved' as const,
    level: 'manager' as const,
    reason: 'unsure',
    startedAt: run.startedAt,
    endedAt: run.startedAt,
    resolution,
  }));
  const cut = boundedRun({ ...run, escalations });
  expect(size(cut)).toBeLessThan(100_000);
  expect(cut.escalations[59]).toMatchObject({ status: 'resolved', resolution: { resolvedBy: 'ana' } });
});

test('1,000 long outcomes that no step has received fit, too', () => {
  const record = { ...run, state: 's'.repeat(500_000), approvals: many(1_000, false, 'x'.repeat(4_000)) };
  expect(size(boundedRun(record))).toBeLessThan(2_000_000);
});

test('a step receives as many outcomes as fit, and the next step the rest', () => {
  const approvals = many(100, false, 'x'.repeat(4_000));
  const first = Object.keys(newDecisions({ ...run, approvals }));
  expect(first.length).toBeGreaterThan(10);
  expect(first.length).toBeLessThan(100);
  const reported = approvals.map((each) => ({ ...each, isReported: first.includes(each.key) }));
  expect(Object.keys(newDecisions({ ...run, approvals: reported }))[0]).toBe(`a${first.length}`);
});

test('the record leaves out changed arguments that are too large, and says so to the step', () => {
  const edited = (index: number, isReported: boolean): RunApproval => {
    const approval = rejected(index, isReported, 'x');
    const context = { text: 'c'.repeat(250_000) };
    return {
      ...approval,
      status: 'approved',
      decision: {
        ...approval.decision,
        status: 'approved',
        edited: true,
        context,
      } as RunApproval['decision'],
    };
  };
  const reported = Array.from({ length: 6 }, (_, index) => edited(index, true));
  const fits = boundedRun({ ...run, approvals: [...reported, edited(7, false), edited(8, false)] });
  expect(size(fits)).toBeLessThan(1_800_000);
  expect(fits.approvals[0]?.decision).toMatchObject({ edited: true, contextOmitted: true });
  expect(fits.approvals[0]?.decision?.context).toBeUndefined();
  expect(fits.approvals.at(-1)).toEqual(edited(8, false));
  const all = boundedRun({ ...run, approvals: Array.from({ length: 8 }, (_, n) => edited(n, false)) });
  expect(size(all)).toBeLessThan(1_800_000);
  expect(all.approvals[0]?.decision).toMatchObject({ edited: true, contextOmitted: true });
});

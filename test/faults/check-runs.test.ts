import type { RunView } from '../../client';
import { check } from './checker';
import type { Effect, Evidence, RequestEvidence } from './evidence';
import { approved, at, call, decision, evidence, ID, rulesOf } from './good-history';

describe('runs', () => {
  const RUN = 'run-1';
  const run = (more: Partial<RunView> = {}): RunView =>
    ({
      ...{
        id: RUN,
        form: 'hosted',
        status: 'completed',
        totals: { steps: 2, reports: 0 },
        escalations: [],
        events: [],
      },
      approvals: [{ key: 'a', id: ID }],
      ...more,
    }) as unknown as RunView;
  const step = (number: number, more: object = {}): Effect => ({
    ...{ what: 'step', runId: RUN, step: number, attempt: 1, key: `${RUN}/step-${number}` },
    ...{ decisions: number === 2 ? { a: 'approved' } : {}, ...more },
  });
  const paid = (key = 'key'): Effect => ({ what: 'paid', runId: RUN, requestId: ID, key });
  const hosted = (effects: Effect[], record = run(), more: Partial<RequestEvidence> = {}) =>
    evidence(more, { runs: [{ id: RUN, record }], effects });

  it('every step, and each payment once; an attempt after a lost worker has the same key', () => {
    const effects = [step(1), step(2), step(2, { attempt: 2 }), paid(), paid()];
    expect(check(hosted(effects))).toEqual([]);
  });

  it('step: it never ran, ran twice as one attempt, or got another key or other decisions', () => {
    expect(rulesOf(hosted([step(2), paid()]))).toEqual(['step']);
    expect(rulesOf(hosted([step(1), step(1), step(2), paid()]))).toEqual(['step']);
    expect(rulesOf(hosted([step(1), step(1, { attempt: 2, key: 'other' }), step(2), paid()]))).toEqual([
      'step',
    ]);
    expect(
      rulesOf(hosted([step(1), step(2), step(2, { attempt: 2, decisions: { a: 'rejected' } }), paid()])),
    ).toEqual(['step']);
  });

  it('step: a decision or a modification is given to two steps', () => {
    const twice = [step(1, { decisions: { a: 'approved' } }), step(2), paid()];
    expect(rulesOf(hosted(twice))).toEqual(['step']);
    expect(rulesOf(hosted([step(1, { guidance: 'x' }), step(2, { guidance: 'x' }), paid()]))).toEqual([
      'step',
    ]);
  });

  it('effect: paid under two keys, not at all, or without an approval', () => {
    expect(rulesOf(hosted([step(1), step(2), paid('one'), paid('two')]))).toEqual(['effect']);
    expect(rulesOf(hosted([step(1), step(2)]))).toEqual(['effect']);
    const rejected = approved({
      ...{ status: 'rejected', decisions: [decision('ana', 1, { decision: 'reject' })] },
      end: { status: 'rejected', at: at(2), by: 'people' },
    });
    expect(rulesOf(hosted([step(1), step(2), paid()], run(), { record: rejected }))).toEqual(['effect']);
  });

  it('attached: a report is lost, or counts twice', () => {
    const reports = (...ids: string[]) =>
      run({
        ...{ form: 'attached', approvals: [], totals: { steps: 0, reports: ids.length, errors: 0, cost: 0 } },
        events: ids.map((attemptId, index) => ({ at: at(1), what: 'report', number: index + 1, attemptId })),
      });
    const calls = [call({ what: 'report', id: RUN, attemptId: 'r1', answer: {} })];
    const withRun = (record: RunView) => evidence({}, { calls, runs: [{ id: RUN, record }] });
    expect(rulesOf(withRun(reports('r1')))).toEqual([]);
    expect(rulesOf(withRun(reports('r2')))).toEqual(['lost']);
    expect(rulesOf(withRun(reports('r1', 'r1')))).toEqual(['effect']);
  });

  it('escalations: an accepted resolution does not stand, the wrong person resolved, the run ended otherwise', () => {
    const escalation = (resolvedBy: string, action: string) => {
      const plan = { rungs: [{ assignees: ['finance'] }], teams: { finance: ['ana', 'bo'] } };
      const resolution = { action, resolvedBy, by: 'people', resolution: '', at: at(2) };
      return {
        id: 'e',
        record: { id: 'e', status: 'resolved', plan, resolution },
      } as unknown as Evidence['escalations'][number];
    };
    const withEscalation = (
      one: Evidence['escalations'][number],
      status: RunView['status'] = 'completed',
    ) => {
      const record = run({
        status,
        form: 'attached',
        approvals: [],
        escalations: [{ id: 'e' }] as RunView['escalations'],
      });
      record.totals.steps = 0;
      const calls = [
        call({ what: 'resolve', id: 'e', by: 'ana', kind: 'continue', answer: { outcome: 'accepted' } }),
      ];
      return evidence({}, { calls, escalations: [one], runs: [{ id: RUN, record }] });
    };
    expect(rulesOf(withEscalation(escalation('ana', 'continue')))).toEqual([]);
    expect(rulesOf(withEscalation(escalation('bo', 'continue')))).toEqual(['not in the record']);
    expect(rulesOf(withEscalation(escalation('eve', 'continue')))).toEqual([
      'not in the record',
      'wrong person',
    ]);
    expect(rulesOf(withEscalation(escalation('ana', 'continue'), 'aborted'))).toEqual(['two outcomes']);
  });
});

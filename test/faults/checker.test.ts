import type { RequestView, RunView } from '../../client';
import type { Requirement } from '../../contract/records/plan';
import { check } from './checker';
import { EXPIRE_AFTER_MS } from './deployment';
import {
  type Call,
  callsOf,
  type Delivery,
  type Effect,
  type Evidence,
  type RequestEvidence,
} from './evidence';

/*
 * One good history of each kind, and for each rule a bad history that differs from it in one point.
 */

const START = Date.parse('2026-11-02T10:00:00.000Z');
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();
const DEADLINE = at(EXPIRE_AFTER_MS / 1_000);
const ID = 'request-1';

const REQUIREMENT: Requirement = {
  ...{ policy: 'payments', stage: 1, approvers: ['finance'], quorum: 2, requireAll: false },
  ...{ allowSelfApproval: false, rejectionsToReject: 1, onExpiry: 'expire' },
};
type Decision = RequestView['decisions'][number];

const decision = (decidedBy: string, seconds: number, more: Partial<Decision> = {}): Decision => ({
  ...{
    decision: 'approve',
    decidedBy,
    at: at(seconds),
    stage: 1,
    transport: 'update',
    decisionId: `by-${decidedBy}`,
  },
  ...more,
});

/** Approved by ana and bo of the three people of finance. */
function approved(more: Partial<RequestView> = {}): RequestView {
  const plan = {
    ...{ requirements: [REQUIREMENT], teams: { finance: ['ana', 'bo', 'cy'] }, expiryPolicy: 'payments' },
    ...{ onExpiry: 'expire', recheck: false, notify: {}, matched: [], ignored: [] },
  };
  return {
    ...{ id: ID, kind: 'approval', status: 'approved', requesterId: 'an-agent', expiresAt: DEADLINE, plan },
    ...{
      decisions: [decision('ana', 1), decision('bo', 2)],
      refused: [],
      refusedCount: 0,
      formerMembers: {},
    },
    end: { status: 'approved', at: at(2), by: 'people', name: 'bo' },
    ...more,
  } as unknown as RequestView;
}

const MESSAGE = {
  id: 'msg-1',
  key: 'ended',
  event: 'decided',
  channel: 'hook',
  at: at(2),
  status: 'sent',
} as const;
const DELIVERY: Delivery = {
  id: 'msg-1',
  type: 'request.decided',
  subject: ID,
  accepted: true,
  at: START + 2_000,
};

function evidence(request: Partial<RequestEvidence> = {}, more: Partial<Evidence> = {}): Evidence {
  const record = 'record' in request ? request.record : approved();
  const arrivals = (record?.decisions ?? []).map(({ decidedBy, decisionId = '', at: time }) => {
    const when = Date.parse(time);
    return { by: decidedBy, decisionId, first: when, last: when, taken: when };
  });
  const one = {
    id: ID,
    startedAt: START,
    arrivals,
    messages: [MESSAGE],
    ...request,
    ...(record && { record }),
  };
  return {
    ...{
      calls: [],
      requests: [one],
      runs: [],
      escalations: [],
      effects: [],
      deliveries: [DELIVERY],
      stuck: [],
    },
    ...more,
  };
}

const call = (more: Partial<Call>): Call => ({
  n: 1,
  what: 'decide',
  id: ID,
  start: START,
  end: START,
  ...more,
});
const answered = (outcome: string, more: Partial<Call> = {}) =>
  call({ by: 'ana', kind: 'approve', decisionId: 'by-ana', answer: { outcome }, ...more });
const rulesOf = (found: Evidence) => check(found).map(({ rule }) => rule);

it('a good history has no violation', () => {
  const calls = [answered('accepted'), answered('queued'), answered('duplicate')];
  expect(check(evidence({}, { calls }))).toEqual([]);
});

describe('the record of a request', () => {
  it('lost: a client was told that it exists', () => {
    const calls = [call({ what: 'request', answer: { status: 'pending' } })];
    expect(rulesOf(evidence({ record: undefined }, { calls }))).toEqual(['lost']);
    expect(
      rulesOf(
        evidence({ record: undefined }, { calls: [call({ what: 'request', error: 'TemporalUnreachable' })] }),
      ),
    ).toEqual([]);
  });

  it('lost: a decision arrived in time, and nobody judged it', () => {
    const when = START + 1_500;
    const withOneMore = (taken: number) => [
      ...(evidence().requests[0]?.arrivals ?? []),
      { by: 'cy', decisionId: 'by-cy', first: when, last: when, taken },
    ];
    expect(rulesOf(evidence({ arrivals: withOneMore(when) }))).toEqual(['lost']);
    // The task of the decision that ended the request brought it too, behind that decision.
    expect(rulesOf(evidence({ arrivals: withOneMore(Date.parse(at(2))) }))).toEqual([]);
    const expired = approved({
      status: 'expired',
      end: { status: 'expired', at: DEADLINE, by: 'system' },
      decisions: [],
    });
    const late = withOneMore(Date.parse(DEADLINE)).slice(-1);
    expect(rulesOf(evidence({ record: expired, arrivals: late }))).toContain('lost');
  });

  it('late: a decision that arrived after the deadline counts', () => {
    const record = approved({ decisions: [decision('ana', 1), decision('bo', 9)] });
    expect(rulesOf(evidence({ record }))).toEqual(['late']);
  });

  it('late: the server took it after the deadline, although the record says otherwise', () => {
    const when = Date.parse(DEADLINE);
    const arrivals = ['ana', 'bo'].map((by) => ({
      ...{ by, decisionId: `by-${by}` },
      ...{ first: when, last: when, taken: when },
    }));
    expect(rulesOf(evidence({ arrivals }))).toEqual(['late', 'late']);
  });

  it('late: the deadline is not the one of the policy', () => {
    expect(rulesOf(evidence({ record: approved({ expiresAt: at(60) }) }))).toEqual(['late']);
  });

  it('wrong person: an outsider, the requester, or without a signature', () => {
    const withPeople = (...people: string[]) =>
      evidence({
        record: approved({ requesterId: 'cy', decisions: people.map((one, index) => decision(one, index)) }),
      });
    expect(rulesOf(withPeople('ana', 'bo', 'eve'))).toEqual(['wrong person']);
    expect(rulesOf(withPeople('ana', 'bo', 'cy'))).toEqual(['wrong person']);
    const plan = { ...approved().plan, signed: true } as NonNullable<RequestView['plan']>;
    expect(rulesOf(evidence({ record: approved({ plan }) }))).toEqual(['wrong person', 'wrong person']);
  });

  it('quorum: one person of two, in another stage, or of an earlier revision', () => {
    for (const decisions of [
      [decision('ana', 1)],
      [decision('ana', 1), decision('ana', 2, { decisionId: 'another' })],
      [decision('ana', 1), decision('bo', 2, { void: 'the content was edited' })],
      [decision('ana', 1), decision('bo', 2, { revision: 2 })],
    ])
      expect(rulesOf(evidence({ record: approved({ decisions }) }))).toEqual(['quorum']);
  });

  it('quorum: one person cannot fill two entries', () => {
    const all = { ...REQUIREMENT, approvers: ['finance', 'ana'], requireAll: true };
    const plan = { ...approved().plan, requirements: [all] } as NonNullable<RequestView['plan']>;
    expect(rulesOf(evidence({ record: approved({ plan }) }))).toEqual([]);
    const decisions = [decision('bo', 1), decision('cy', 2)];
    expect(rulesOf(evidence({ record: approved({ plan, decisions }) }))).toEqual(['quorum']);
  });

  it('quorum: rejected without a rejection, approved by the system', () => {
    const rejected = { status: 'rejected', end: { status: 'rejected', at: at(2), by: 'people' } } as const;
    expect(rulesOf(evidence({ record: approved(rejected) }))).toEqual(['quorum']);
    const bySystem = { end: { status: 'approved', at: at(2), by: 'system' } } as const;
    expect(rulesOf(evidence({ record: approved(bySystem) }))).toEqual(['quorum']);
  });

  it('double: one decision counts twice', () => {
    const decisions = [decision('ana', 1), decision('bo', 2), decision('bo', 2)];
    expect(rulesOf(evidence({ record: approved({ decisions }) }))).toEqual(['double']);
  });

  it('stuck: it is still pending, or its workflow fails', () => {
    expect(rulesOf(evidence({ record: approved({ status: 'pending' }) }))).toEqual(['stuck']);
    expect(rulesOf(evidence({}, { stuck: [`${ID}: failing`] }))).toEqual(['stuck']);
  });
});

describe('what clients were told', () => {
  it('two outcomes', () => {
    const calls = [call({ what: 'wait', answer: { status: 'rejected' } })];
    expect(rulesOf(evidence({}, { calls }))).toEqual(['two outcomes']);
  });

  it('not in the record: accepted, and not there', () => {
    const calls = [answered('accepted', { by: 'cy', decisionId: 'by-cy' })];
    expect(rulesOf(evidence({}, { calls }))).toEqual(['not in the record']);
    const comment = call({ what: 'comment', by: 'cy', decisionId: 'c', answer: { outcome: 'accepted' } });
    expect(rulesOf(evidence({}, { calls: [comment] }))).toEqual(['not in the record']);
  });

  it('verdict: refused, and counts; duplicate or conflict of nothing', () => {
    expect(rulesOf(evidence({}, { calls: [answered('superseded')] }))).toEqual(['verdict']);
    expect(rulesOf(evidence({}, { calls: [answered('expired', { by: 'cy' })] }))).toEqual(['verdict']);
    expect(rulesOf(evidence({}, { calls: [answered('duplicate', { by: 'cy' })] }))).toEqual(['verdict']);
    expect(rulesOf(evidence({}, { calls: [answered('conflict', { by: 'cy' })] }))).toEqual(['verdict']);
  });
});

describe('claims', () => {
  const use = {
    requestId: ID,
    claimedBy: 'an-agent',
    attemptId: 'job-1',
    contentHash: '',
    claimedAt: at(3),
    reportBy: at(99),
  };
  const claim = (attemptId: string) => call({ what: 'claim', attemptId, answer: { outcome: 'claimed' } });
  const used = (attemptId: string): Effect => ({ what: 'used', requestId: ID, attemptId, key: attemptId });
  const record = approved({ use });

  it('one claim, done once', () => {
    expect(check(evidence({ record }, { calls: [claim('job-1')], effects: [used('job-1')] }))).toEqual([]);
  });

  it('claim: two claimers, or one that is not in the record', () => {
    expect(rulesOf(evidence({ record }, { calls: [claim('job-1'), claim('job-2')] }))).toEqual([
      'claim',
      'claim',
    ]);
    const released = approved({
      use: { ...use, attemptId: 'job-2' },
      earlierUses: [{ ...use, outcome: 'not_started' }],
    });
    expect(rulesOf(evidence({ record: released }, { calls: [claim('job-1'), claim('job-2')] }))).toEqual([]);
  });

  it('effect: done twice, or without a claim', () => {
    expect(rulesOf(evidence({ record }, { effects: [used('job-1'), used('job-1')] }))).toEqual(['effect']);
    expect(rulesOf(evidence({ record }, { effects: [used('job-2')] }))).toEqual(['effect']);
  });

  it('not in the record: the report of an outcome', () => {
    const calls = [
      call({ what: 'outcome', attemptId: 'job-1', kind: 'committed', answer: { outcome: 'accepted' } }),
    ];
    expect(rulesOf(evidence({ record }, { calls }))).toEqual(['not in the record']);
  });
});

describe('messages', () => {
  it('message: it did not arrive, or is still being sent', () => {
    expect(rulesOf(evidence({}, { deliveries: [] }))).toEqual(['message']);
    expect(rulesOf(evidence({ messages: [{ ...MESSAGE, status: 'sending' }] }))).toEqual(['message']);
    expect(rulesOf(evidence({ messages: [] }, { deliveries: [] }))).toEqual(['message']);
  });

  it('message: a copy has another id', () => {
    expect(rulesOf(evidence({}, { deliveries: [DELIVERY, DELIVERY] }))).toEqual([]);
    expect(rulesOf(evidence({}, { deliveries: [DELIVERY, { ...DELIVERY, id: 'msg-2' }] }))).toEqual([
      'message',
    ]);
  });

  it('a message that was sent after the record was read proves nothing', () => {
    const later = { ...DELIVERY, id: 'msg-2', at: START + 9_000 };
    expect(rulesOf(evidence({ messagesReadAt: START + 5_000 }, { deliveries: [DELIVERY, later] }))).toEqual(
      [],
    );
  });
});

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

it('a history of lines becomes calls: a call without an answer stays open', () => {
  const topic = { what: 'decide', id: ID, by: 'ana' } as const;
  const calls = callsOf([
    { type: 'call', at: 1, n: 1, ...topic },
    { type: 'fault', at: 2, fault: 'kill server' },
    { type: 'call', at: 3, n: 2, ...topic },
    { type: 'answer', at: 4, n: 2, answer: { outcome: 'accepted' } },
  ]);
  expect(calls).toEqual([
    { n: 1, ...topic, start: 1 },
    { n: 2, ...topic, start: 3, end: 4, answer: { outcome: 'accepted' } },
  ]);
});

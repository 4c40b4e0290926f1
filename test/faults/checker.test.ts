import type { RequestView } from '../../client';
import { check } from './checker';
import { callsOf, type Effect } from './evidence';
import {
  answered,
  approved,
  at,
  call,
  DEADLINE,
  decision,
  DELIVERY,
  evidence,
  ID,
  MESSAGE,
  REQUIREMENT,
  rulesOf,
  START,
} from './good-history';

/*
 * For each rule about requests a bad history that differs from the good one in one point.
 */

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

import type { RequestSubject } from '../../../contract/notification';
import type { UseRecord } from '../../../contract/use';
import { compose } from '../../../rules/notifications/compose';
import { notificationEvents } from '../../../rules/notifications/events';
import { shownState } from '../../../rules/notifications/wake';
import { openUse } from '../../../rules/uses/judge';
import { after, approve, begun, HASH, MINUTE, START } from '../../support/requests';

const CLAIM = openUse(
  {
    requestId: 'request-1',
    number: 1,
    claimedBy: 'pay-bot',
    attemptId: 'try-1',
    contentHash: HASH,
    reportWithin: 10 * MINUTE,
  },
  START + 2 * MINUTE,
);
/** An approved request from eve; ana and bo approved. */
const about = (...uses: Partial<UseRecord>[]): RequestSubject => ({
  kind: 'request',
  record: after(begun([{ approvers: ['finance'], quorum: 2 }]), approve('ana'), approve('bo')),
  ...(uses.length > 0 && { uses: uses.map((each) => ({ ...CLAIM, ...each })) }),
});
const reportedAt = '2026-01-05T09:05:00.000Z';

describe('the events of claims', () => {
  const eventsOf = (subject: RequestSubject, notified: string[]) => {
    const { events, ended } = notificationEvents(subject, { asked: {}, notified, now: START });
    const told = events.slice(events.findIndex(({ key }) => key === 'ended') + 1);
    return { ended, told: told.map(({ key, nature, to }) => [key, nature, to].flat().join(' ')) };
  };

  it('follow the decision, and the last messages wait for the outcome', () => {
    expect(eventsOf(about(), ['ana'])).toEqual({ ended: true, told: [] });
    expect(eventsOf(about({}), ['ana'])).toEqual({ ended: false, told: ['claimed-1 fact'] });
    expect(eventsOf(about({ outcome: 'committed', reportedAt }), ['ana'])).toEqual({
      ended: true,
      told: ['claimed-1 fact', 'outcome-1 fact'],
    });
  });

  it('tell the requester and those who approved and had a message before what went wrong', () => {
    for (const outcome of ['failed', 'unknown', 'not_started'] as const)
      expect(eventsOf(about({ outcome }), ['ana', 'cy']).told).toEqual([
        'claimed-1 fact',
        'outcome-1 info eve ana',
      ]);
  });

  it('notify a claimer of a missing report, but not of the report that the claimer sent', () => {
    const by = (outcome: UseRecord['outcome']) =>
      eventsOf(about({ claimedBy: 'eve', outcome }), ['ana']).told.at(-1);
    expect(by('failed')).toBe('outcome-1 info ana');
    expect(by('unknown')).toBe('outcome-1 info eve ana');
  });

  it('are those of each claim after a release', () => {
    const uses = [{ outcome: 'not_started' as const }, { claimedBy: 'bot-2' }];
    expect(eventsOf(about(...uses), [])).toEqual({
      ended: false,
      told: ['claimed-1 fact', 'outcome-1 info eve', 'claimed-2 fact'],
    });
  });
});

describe('the message about a claim', () => {
  const factsOf = (subject: RequestSubject, key: string, count = 4) =>
    compose(subject, key.startsWith('claimed') ? 'claimed' : 'outcome', {}, key).facts.slice(0, count);

  it('says who claimed it, what happened, the reference and the detail', () => {
    const failed = about({ outcome: 'failed', reference: 'tr-17', detail: 'no funds', reportedAt });
    expect(compose(failed, 'outcome', {}, 'outcome-1').title).toBe('Failed after approval: pay');
    expect(factsOf(failed, 'outcome-1')).toEqual([
      { label: 'Claimed', value: 'by pay-bot, 5 Jan 2026, 09:02 UTC' },
      {
        label: 'What happened',
        value:
          'failed, 5 Jan 2026, 09:05 UTC: pay-bot reported that the action was tried and failed. ' +
          'A part of it may have been done',
      },
      { label: 'Reference', value: 'tr-17' },
      { label: 'Detail', value: 'no funds' },
    ]);
  });

  it.each([
    ['committed', 'Done after approval', /^committed, .+: pay-bot reported that the action was done$/],
    ['not_started', 'Not started after approval', /^not started, .+ and released the claim$/],
    [
      'unknown',
      'Outcome unknown after approval',
      /did not report what happened, so the action may have been done$/,
    ],
  ] as const)('of the outcome %s says so in plain words', (outcome, title, meaning) => {
    const subject = about({ outcome, reportedAt });
    expect(compose(subject, 'outcome', {}, 'outcome-1').title).toBe(`${title}: pay`);
    expect(factsOf(subject, 'outcome-1')[1]?.value).toMatch(meaning);
  });

  it('says until when an outcome must be reported', () => {
    expect(compose(about({}), 'claimed', {}, 'claimed-1').title).toBe('Claimed by pay-bot: pay');
    expect(factsOf(about({}), 'claimed-1')[1]).toEqual({
      label: 'What happened',
      value: 'not reported yet; due by 5 Jan 2026, 09:12 UTC',
    });
  });

  it('keeps to its own claim, and other messages show the latest one', () => {
    const subject = about({ outcome: 'not_started', reportedAt }, { claimedBy: 'bot-2' });
    expect(factsOf(subject, 'outcome-1', 1)[0]?.value).toMatch(/^by pay-bot,/);
    const decided = compose(subject, 'decided', {}, 'ended');
    expect(decided.title).toBe('Approved: pay');
    expect(decided.facts[0]?.value).toMatch(/^by bot-2,/);
    expect(compose(about(), 'decided', {}, 'ended').facts[0]?.label).toBe('Requested by');
  });
});

test('a message that shows another use is outdated', () => {
  const states = [about(), about({}), about({ outcome: 'failed' }), about({ outcome: 'not_started' }, {})];
  expect(new Set(states.map(shownState)).size).toBe(states.length);
  expect(shownState(about({ detail: 'x' }))).toBe(shownState(about({})));
});

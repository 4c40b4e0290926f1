import assert from 'node:assert/strict';
import fc from 'fast-check';
import { USE_OUTCOMES } from '../../contract/names';
import type { Delivery, NotificationsRecord, RequestSubject } from '../../contract/notification';
import type { RequestRecord } from '../../contract/request';
import type { UseRecord } from '../../contract/use';
import { type DeliveryOptions, dueDeliveries, type DueDelivery } from '../../rules/notifications/deliveries';
import { withDelivery } from '../../rules/notifications/delivery-log';
import { notificationEvents } from '../../rules/notifications/events';
import { shownState } from '../../rules/notifications/wake';
import type { Attempt } from '../../rules/requests/attempt';
import { samePlan } from '../../rules/requests/edit';
import { judge } from '../../rules/requests/judge';
import { openUse } from '../../rules/uses/judge';
import { propertiesOf } from './properties';
import { HASH, START } from './requests';
import { openStory, play, RUNS, story, type Story } from './stories';

/*
 * Stories of a request with comments, edits and claims, and the messages about it through channels that fail.
 */

/** The chat channel can update messages, mail cannot. A person prefers chat. */
const CHANNELS: DeliveryOptions['channels'] = {
  chat: { audience: 'person', canUpdate: true },
  mail: { audience: 'person', canUpdate: false },
  hooks: { audience: 'feed', canUpdate: false },
};
const PEOPLE = ['ana', 'bo', 'cy', 'di', 'eve', 'Bo'];

/** What happens before an attempt: a comment, or an edit, after which fewer policies may match. */
type Before = { by: string } & ({ what: 'comment' } | { what: 'edit'; matching: boolean[] });

/** A claim: who claims, and the outcome. After a release the next one claims. */
interface Claimed {
  claimedBy: string;
  outcome: (typeof USE_OUTCOMES)[number];
}

/** A story of a request, what happens before its attempts, its claims, and a repeating pattern of deliveries that fail permanently. */
interface Told {
  told: Story;
  before: (Before | undefined)[];
  claims: Claimed[];
  failures: boolean[];
}

const by = fc.constantFrom('ana', 'bo', 'cy', 'di', 'eve');
const before: fc.Arbitrary<Before | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({ by, what: fc.constant('comment' as const) }),
  fc.record({
    by,
    what: fc.constant('edit' as const),
    matching: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  }),
);
const telling: fc.Arbitrary<Told> = fc.record({
  told: story,
  before: fc.array(before, { maxLength: 12, size: 'max' }),
  claims: fc.array(fc.record({ claimedBy: by, outcome: fc.constantFrom(...USE_OUTCOMES) }), { maxLength: 3 }),
  failures: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
});

/** The record after it. The verdict may be any. */
function afterwards(record: RequestRecord, happens: Before, at: number, count: number): RequestRecord {
  if (record.plan === undefined) return record;
  const transport = 'update' as const;
  if (happens.what === 'comment')
    return judge(record, {
      kind: 'comment',
      transport,
      at,
      message: { commentedBy: happens.by, text: `number ${count}` },
    }).record;
  const requirements = record.plan.requirements.map((each) => ({
    ...each,
    decisions: ['approve' as const, 'reject' as const, 'edit' as const],
    editable: [''],
  }));
  const editable = { ...record, plan: { ...record.plan, requirements } };
  const message = {
    decision: 'edit' as const,
    decidedBy: happens.by,
    context: { amount: count },
    expected: { contentHash: record.plan.contentHash },
  };
  const planned = samePlan(editable, message);
  const kept = requirements.filter((_, index) => happens.matching[index]);
  if ('plan' in planned && kept.length > 0) planned.plan = { ...planned.plan, requirements: kept };
  return judge(editable, { kind: 'decide', transport, at, message, planned }).record;
}

/** Judges attempts, each after what happens before it. An attempt that names the first content names the current one. */
function judgeAfter(happening: Told['before'], tell: (record: RequestRecord) => void): typeof judge {
  let count = 0;
  return (record, attempt) => {
    const happens = happening[count++];
    const changed = happens === undefined ? record : afterwards(record, happens, attempt.at, count);
    if (changed !== record) tell(changed);
    return judge(changed, aboutPresent(changed, attempt));
  };
}

function aboutPresent({ plan }: RequestRecord, attempt: Attempt): Attempt {
  if (attempt.kind !== 'decide' || attempt.message.expected?.contentHash !== HASH) return attempt;
  const expected = { ...attempt.message.expected, contentHash: plan?.contentHash };
  return { ...attempt, message: { ...attempt.message, expected } };
}

/** The messages about one request. */
function post(failures: boolean[], tell: (due: DueDelivery, record: RequestRecord, isSent: boolean) => void) {
  let book: NotificationsRecord = {
    subject: { kind: 'request', id: 'request-1' },
    messages: [],
    asked: {},
    unreachable: [],
  };
  let turn = 0;
  let hasEnded = false;
  const ways: DeliveryOptions = {
    channels: CHANNELS,
    reach: Object.fromEntries(
      PEOPLE.map((name) => [name, { able: ['chat', 'mail'], preferred: ['chat', 'mail'] }]),
    ),
    routes: [],
  };
  const look = (about: RequestSubject): DueDelivery[] => {
    const reached = book.messages.flatMap(({ to, status }) => (to && status === 'sent' ? [to] : []));
    const seen = notificationEvents(about, {
      asked: book.asked,
      notified: [...new Set(reached)],
      now: START,
    });
    book = { ...book, asked: seen.asked };
    hasEnded = seen.ended;
    return dueDeliveries(about, seen.events, book.messages, ways).due;
  };
  const settle = (record: RequestRecord, uses?: UseRecord[]) => {
    const about: RequestSubject = { kind: 'request', record, ...(uses && { uses }) };
    // There are two channels, so each failure leads to at most one more attempt.
    for (let due = look(about), rounds = 0; due.length > 0; due = look(about), rounds++) {
      assert.ok(rounds < 10, 'it never comes to rest');
      for (const one of due) {
        const isSent = one.channel === 'hooks' || !failures[turn++ % failures.length];
        const delivery: Delivery = { ...one, id: `${one.key} ${one.channel} ${one.to}`, giveUpAfter: 1 };
        const shows = shownState(about);
        const ref = one.channel === 'chat' ? { ref: delivery.id, shows } : {};
        book = withDelivery(
          book,
          delivery,
          isSent ? { status: 'sent', ...ref } : { status: 'failed', shows },
          '',
        );
        tell(one, record, isSent);
      }
    }
  };
  return { settle, messages: () => book.messages, hasEnded: () => hasEnded };
}

/** Plays the claims of an approved request, and after each step sends the due messages. */
function playClaims(
  record: RequestRecord,
  claims: Claimed[],
  step: (uses: UseRecord[]) => void,
): UseRecord[] {
  const uses: UseRecord[] = [];
  if (record.status !== 'approved') return uses;
  for (const [index, { claimedBy, outcome }] of claims.entries()) {
    const start = { requestId: record.id, number: index + 1, attemptId: `${index}`, contentHash: HASH };
    const use = openUse({ ...start, claimedBy, reportWithin: 1_000 }, START);
    step([...uses, use]);
    uses.push({ ...use, outcome, reportedAt: use.reportBy });
    step([...uses]);
    if (outcome !== 'not_started') break;
  }
  return uses;
}

/** Plays the story with its claims, and after each step sends the due messages. */
function tellAll({ told, failures, before: happening, claims }: Told, tell: Parameters<typeof post>[1]) {
  const sending = post(failures, tell);
  const opened = openStory(told);
  sending.settle(opened);
  const judgeOne = judgeAfter(happening, (record) => sending.settle(record));
  const last = play(told, ({ record }) => sending.settle(record), judgeOne);
  const uses = playClaims(last, claims, (present) => {
    sending.settle(last, present);
    assert.equal(sending.hasEnded(), present.at(-1)?.outcome !== undefined);
  });
  return { last, uses, messages: sending.messages() };
}

type Tell = Parameters<typeof post>[1];

/** Defines a property of every story and every failing channel. `retell` tells each delivery again. */
export const always = propertiesOf(
  telling,
  (given) => {
    const deliveries: Parameters<Tell>[] = [];
    const told = tellAll(given, (...delivery) => deliveries.push(delivery));
    return { ...told, retell: (tell: Tell) => deliveries.forEach((delivery) => tell(...delivery)) };
  },
  { runs: Math.ceil(RUNS / 5) },
);

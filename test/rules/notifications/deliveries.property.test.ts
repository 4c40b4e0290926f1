import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Delivery, NotificationRecord, NotificationsRecord } from '../../../contract/notification';
import type { RequestRecord } from '../../../contract/request';
import {
  dueDeliveries,
  type DueDelivery,
  type DeliveryOptions,
} from '../../../rules/notifications/deliveries';
import { withDelivery } from '../../../rules/notifications/delivery-log';
import { eventNeedsAction, notificationEvents } from '../../../rules/notifications/events';
import { shownState } from '../../../rules/notifications/wake';
import { START } from '../../support/requests';
import { openStory, play, RUNS, story, type Story } from '../../support/stories';

/** The chat channel can update messages, mail cannot. A person prefers chat. */
const CHANNELS: DeliveryOptions['channels'] = {
  chat: { audience: 'person', canUpdate: true },
  mail: { audience: 'person', canUpdate: false },
  hooks: { audience: 'feed', canUpdate: false },
};
const PEOPLE = ['ana', 'bo', 'cy', 'di', 'eve', 'Bo'];

/** A story of a request, and a repeating pattern of deliveries that fail permanently. */
interface Told {
  told: Story;
  failures: boolean[];
}

const telling: fc.Arbitrary<Told> = fc.record({
  told: story,
  failures: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
});

/** The messages about one request. */
function post(failures: boolean[], tell: (due: DueDelivery, record: RequestRecord, isSent: boolean) => void) {
  let book: NotificationsRecord = {
    subject: { kind: 'request', id: 'request-1' },
    messages: [],
    asked: {},
    unreachable: [],
  };
  let turn = 0;
  const ways: DeliveryOptions = {
    channels: CHANNELS,
    reach: Object.fromEntries(
      PEOPLE.map((name) => [name, { able: ['chat', 'mail'], preferred: ['chat', 'mail'] }]),
    ),
    routes: [],
  };
  const look = (record: RequestRecord): DueDelivery[] => {
    const about = { kind: 'request', record } as const;
    const reached = book.messages.flatMap(({ to, status }) => (to && status === 'sent' ? [to] : []));
    const seen = notificationEvents(about, {
      asked: book.asked,
      notified: [...new Set(reached)],
      now: START,
    });
    book = { ...book, asked: seen.asked };
    return dueDeliveries(about, seen.events, book.messages, ways).due;
  };
  const settle = (record: RequestRecord) => {
    // There are two channels, so each failure leads to at most one more attempt.
    for (let due = look(record), rounds = 0; due.length > 0; due = look(record), rounds++) {
      assert.ok(rounds < 10, 'it never comes to rest');
      for (const one of due) {
        const isSent = one.channel === 'hooks' || !failures[turn++ % failures.length];
        const delivery: Delivery = { ...one, id: `${one.key} ${one.channel} ${one.to}`, giveUpAfter: 1 };
        const shows = shownState({ kind: 'request', record });
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
  return { settle, messages: () => book.messages };
}

const always = (name: string, holds: (given: Told) => void) =>
  test(name, () => fc.assert(fc.property(telling, holds), { numRuns: Math.ceil(RUNS / 5) }));

/** Plays the story, and after each step sends the due messages. */
function tellAll({ told, failures }: Told, tell: Parameters<typeof post>[1] = () => undefined) {
  const sending = post(failures, tell);
  const opened = openStory(told);
  sending.settle(opened);
  const last = play(told, ({ record }) => sending.settle(record));
  return { last, messages: sending.messages() };
}

describe('every story of a request and every failing channel', () => {
  always('nobody gets the same message twice', (given) => {
    const seen = new Set<string>();
    tellAll(given, ({ key, to, channel, updates }, _record, isSent) => {
      if (!isSent || updates !== undefined) return;
      const what = `${key} ${to ?? channel}`;
      assert.ok(!seen.has(what), what);
      seen.add(what);
    });
  });

  always('only people who can act are notified', (given) => {
    tellAll(given, ({ event, to, updates }, record) => {
      if (to === undefined || updates !== undefined || !eventNeedsAction(event)) return;
      assert.equal(record.status, 'pending');
      assert.ok(record.needed.some(({ stage, people }) => stage === record.stage && people.includes(to)));
    });
  });

  always('everyone who is needed has been notified, unless both channels refused', (given) => {
    const { last, messages } = tellAll(given);
    if (last.status !== 'pending') return;
    const decided = last.decisions.filter((d) => d.stage === last.stage && d.void === undefined);
    const needed = last.needed.flatMap(({ stage, people }) => (stage === last.stage ? people : []));
    for (const person of needed.filter((one) => !decided.some(({ decidedBy }) => decidedBy === one))) {
      const own = messages.filter((m) => m.to === person && eventNeedsAction(m.event));
      const tried = new Set(own.map(({ channel }) => channel));
      assert.ok(own.some(({ status }) => status === 'sent') || tried.size === 2, person);
    }
  });

  always('the requester gets the outcome once, unless the requester caused it', (given) => {
    const { last, messages } = tellAll(given);
    if (last.status === 'pending' || last.plan?.requirements.length === 0) return;
    const results = messages.filter(
      (m: NotificationRecord) => m.key === 'ended' && m.to === last.requesterId,
    );
    if (last.end?.name === last.requesterId) assert.deepEqual(results, []);
    else assert.ok(results.length > 0 && results.filter(({ status }) => status === 'sent').length <= 1);
  });

  always(
    'the second channel is tried only after the first has refused, and cards say how it stands',
    (given) => {
      const { last, messages } = tellAll(given);
      for (const { key, to, channel } of messages)
        if (channel === 'mail')
          assert.ok(
            messages.some(
              (m) => m.key === key && m.to === to && m.channel === 'chat' && m.status === 'failed',
            ),
          );
      const state = shownState({ kind: 'request', record: last });
      for (const { ref, shows } of messages) if (ref !== undefined) assert.equal(shows, state);
    },
  );
});

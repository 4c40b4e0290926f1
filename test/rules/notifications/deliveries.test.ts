import { NotificationsSchema } from '../../../contract/config/notifications';
import type { Plan } from '../../../contract/records/plan';
import { dueDeliveries, routeFor } from '../../../rules/notifications/deliveries';
import { openRequest } from '../../../rules/requests/record';

/** The channels of a single route with these globs, for a request that matched this policy. */
function routed(globs: string[], policy: string): string[] | undefined {
  const { routes } = NotificationsSchema.parse({ routes: [{ policies: globs, channels: ['log'] }] });
  const content = { action: 'pay', context: {}, requesterId: 'eve' };
  const plan = { requirements: [], matched: [{ policy, effect: 'require' }] } as unknown as Plan;
  const record = { ...openRequest('r1', content, 0), plan };
  return routeFor(routes, { kind: 'request', record }, 'requested');
}

test.each([
  ['money_*', 'money_out', true],
  ['money_*', 'money/out', false],
  ['money/**', 'money/eu/out', true],
  ['accounts(eu)|[id]', 'accounts(eu)|[id]', true],
  ['accounts(eu)|[id]', 'accounts', false],
  ['*', 'money/out', true],
])('a route for %j and the policy %j: %p', (glob, policy, fits) =>
  expect(routed([glob], policy)).toEqual(fits ? ['log'] : undefined),
);

describe('a comment', () => {
  const MINUTE = 60_000;
  const at = (minute: number) => new Date(minute * MINUTE).toISOString();
  const record = openRequest('r1', { action: 'pay', context: {}, requesterId: 'eve' }, 0);
  const commented = {
    key: 'comment-1',
    event: 'commented' as const,
    nature: 'info' as const,
    to: ['ana'],
    after: { at: 5 * MINUTE },
  };
  const told = (sent: { at: string; showsUntil?: string }) => {
    const message = { id: 'm1', key: 'requested', event: 'requested' as const, channel: 'chat', to: 'ana' };
    return dueDeliveries(
      { kind: 'request', record },
      [commented],
      [{ ...message, status: 'sent' as const, ...sent }],
      {
        channels: { chat: { audience: 'person', canUpdate: true } },
        reach: { ana: { able: ['chat'], preferred: ['chat'] } },
        routes: [],
      },
    ).due.map(({ key, to }) => [key, to]);
  };

  test('a chat that has replies gets news in the thread of its latest card, once', () => {
    const card = (ref: string, minute: number) => ({
      ...{ id: ref, key: ref, event: 'requested' as const, channel: 'room', ref, status: 'sent' as const },
      at: at(minute),
    });
    const due = (messages: Parameters<typeof dueDeliveries>[2], canReply = true, event: object = {}) =>
      dueDeliveries({ kind: 'request', record }, [{ ...commented, ...event }], messages, {
        channels: { room: { audience: 'chat', canUpdate: true, canReply } },
        reach: {},
        routes: [],
      }).due.filter(({ updates }) => updates === undefined);
    const reply = { key: 'comment-1', event: 'commented', channel: 'room', repliesTo: 'C1/2' };
    const cards = [card('C1/1', 1), card('C1/2', 2)];
    expect(due(cards)).toEqual([reply]);
    expect(due([])).toEqual([]);
    // The card was posted with the comment.
    expect(due([card('C1/1', 6)])).toEqual([]);
    expect(due(cards, false)).toEqual([]);
    expect(due(cards, true, { nature: 'result' })).toEqual([]);
    const { ref: _, ...sent } = { ...card('x', 6), key: 'comment-1', event: 'commented' as const };
    expect(due([...cards, sent])).toEqual([]);
  });

  test.each([
    ['came after the message was received', { at: at(4) }, true],
    ['came before the message was made', { at: at(7), showsUntil: at(6) }, false],
    ['came while the message was under way', { at: at(6), showsUntil: at(4) }, true],
  ])('that %s is told: %j, %p', (_, sent, isTold) =>
    expect(told(sent)).toEqual(isTold ? [['comment-1', 'ana']] : []),
  );
});

import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { type FarEnd, farEnds, notificationsOf, TELLING } from '../../support/telling';
import { startApproval, startTimeSkippingServer, withWorker } from '../../support/time-skipping';

let env: TestWorkflowEnvironment;
beforeAll(async () => (env = await startTimeSkippingServer()));
afterAll(() => env?.teardown());

/** A reminder is only for people who had received the request before. */
const EXPECTED = {
  email: [
    'ana@example.com: Approval needed: open',
    'bo@example.com: Approval needed: open',
    'bo@example.com: Approved: open',
  ],
  teams: ['Approval needed: open', 'Approved: open', 'Reminder: approval needed: open'],
  webhook: [
    'request.decided: decided',
    'request.decided: open',
    'request.reminder: open',
    'request.requested: decided',
    'request.requested: open',
  ],
};

const KEYS = ['requested', 'requested-reminder-1', 'ended'];
const ORDER = [/: Approval needed|^Approval needed|requested/, /eminder/, /Approved|decided/];

describe.each(['email', 'teams', 'webhook'] as const)('an hour without %s', (type) => {
  let far: FarEnd;
  beforeAll(async () => (far = await farEnds[type]()));
  afterAll(() => far.stop());

  it('delays no decision; afterwards everyone gets what still matters, in order and once', () =>
    withWorker(
      env,
      { ...TELLING, channels: { far: far.channel() }, notifications: { remindAfter: ['30m'] } },
      async (queue) => {
        await far.down();
        const decided = await startApproval(env, queue, { action: 'decided' });
        const open = await startApproval(env, queue, { action: 'open' });
        await env.sleep('20m');
        const begun = await env.currentTimeMs();
        await decided.update();
        expect(await decided.result()).toMatchObject({ status: 'approved' });
        expect((await env.currentTimeMs()) - begun).toBeLessThan(30 * 60_000);
        await env.sleep('40m');
        expect(far.took()).toEqual([]);

        await far.up();
        await env.sleep('15m');
        await open.update();
        const [first, second] = [
          await notificationsOf(env.client, decided.id),
          await notificationsOf(env.client, open.id),
        ];
        expect(far.took().sort()).toEqual(EXPECTED[type]);
        const toOne = far.took().filter((told) => told.endsWith(': open') && !told.startsWith('ana'));
        expect(toOne.map((told) => ORDER.findIndex((word) => word.test(told)))).toEqual(
          type === 'email' ? [0, 2] : [0, 1, 2],
        );
        expect(new Set(far.ids()).size).toBe(far.ids().length);
        const sent = [...first.messages, ...second.messages].filter(({ status }) => status === 'sent');
        expect(sent).toHaveLength(EXPECTED[type].length);
        if (type !== 'webhook') expect(first.messages.map(({ status }) => status)).not.toContain('sent');
        for (const to of new Set(second.messages.map((m) => m.to)))
          expect(second.messages.filter((m) => m.to === to).map(({ key }) => key)).toEqual(
            KEYS.filter((key) =>
              to === undefined ? true : !/reminder/.test(key) && (to === 'bo' || key !== 'ended'),
            ),
          );
      },
    ));
});

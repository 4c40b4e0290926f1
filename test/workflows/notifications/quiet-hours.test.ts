import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DateTime } from 'luxon';
import type { ConfigInput } from '../../../contract/config/config';
import { LADDER, startEscalation } from '../../support/runs';
import { type FarEnd, farEnds, notificationsOf, TELLING } from '../../support/telling';
import { eventually } from '../../support/temporal';
import { startApproval, startTimeSkippingServer, withWorker } from '../../support/time-skipping';

const ZONE = 'Asia/Kolkata';

let env: TestWorkflowEnvironment;
let mail: FarEnd;
beforeAll(async () => {
  [env, mail] = await Promise.all([startTimeSkippingServer(), farEnds.email()]);
});
afterAll(async () => {
  await env?.teardown();
  await mail.stop();
});
beforeEach(() => mail.forget());

/** Bo has quiet hours for two more hours, in bo's time zone. Ana has none, although the config has quiet hours. */
async function boAtRest(): Promise<{ config: ConfigInput; until: DateTime }> {
  const now = DateTime.fromMillis(await env.currentTimeMs(), { zone: ZONE });
  const until = now.plus({ hours: 2 }).startOf('minute');
  const quietHours = {
    from: now.minus({ hours: 1 }).toFormat('HH:mm'),
    to: until.toFormat('HH:mm'),
    timeZone: ZONE,
  };
  const config: ConfigInput = {
    ...LADDER,
    ...TELLING,
    levels: { emergency: { assignees: ['bo'], acknowledgeWithin: '15m', resolveWithin: '4h' } },
    contacts: {
      ana: { email: 'ana@example.com', quietHours: false },
      bo: { email: 'bo@example.com', timeZone: ZONE },
    },
    channels: { mail: mail.channel() },
    notifications: { quietHours },
  };
  return { config, until };
}

it("sends nothing in the person's night, and in the morning what still matters", async () => {
  const { config, until } = await boAtRest();
  await withWorker(env, config, async (queue) => {
    const [lasting, short] = [
      await startApproval(env, queue, { action: 'lasting' }),
      await startApproval(env, queue, { action: 'short' }),
    ];
    await env.sleep('1m');
    expect(mail.took().sort()).toEqual([
      'ana@example.com: Approval needed: lasting',
      'ana@example.com: Approval needed: short',
    ]);
    await short.update();
    await env.sleep('3h');
    expect(mail.took()).toHaveLength(3);
    expect(mail.took().at(-1)).toBe('bo@example.com: Approval needed: lasting');
    await lasting.update();
    await notificationsOf(env.client, short.id);
    const { messages } = await notificationsOf(env.client, lasting.id);
    const late = Date.parse(messages.find(({ to }) => to === 'bo')?.at ?? '') - until.toMillis();
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(60_000);
  });
});

it('notifies everyone of an emergency', async () => {
  const { config } = await boAtRest();
  await withWorker(env, config, async (queue) => {
    const escalation = await startEscalation(env, queue, { level: 'emergency' });
    await env.sleep('1m');
    expect(mail.took()).toEqual(['bo@example.com: Escalation (emergency): run-1']);
    await escalation.resolve('bo');
    await notificationsOf(env.client, escalation.id);
  });
});

it('sends the outcome after the night, even if the request ended long ago', async () => {
  const { config } = await boAtRest();
  await withWorker(
    env,
    { ...config, notifications: {}, contacts: { bo: { email: 'bo@example.com', ...quietOf(config) } } },
    async (queue) => {
      const request = await startApproval(env, queue, { action: 'mine', requesterId: 'bo' });
      // The time-skipping server sometimes never answers an Update that was there before a new worker's first task.
      await eventually(async () => (await request.record()).plan !== undefined);
      await request.update();
      await env.sleep('1m');
      expect(mail.took()).toEqual([]);
      await notificationsOf(env.client, request.id);
      expect(mail.took()).toEqual(['bo@example.com: Approved: mine']);
    },
  );
});

function quietOf({ notifications }: ConfigInput) {
  return { quietHours: notifications?.quietHours };
}

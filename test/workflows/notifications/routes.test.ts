import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import { LADDER, startEscalation } from '../../support/runs';
import { type FarEnd, farEnds, notificationsOf, TELLING } from '../../support/telling';
import { startApproval, startTimeSkippingServer, withWorker } from '../../support/time-skipping';

let env: TestWorkflowEnvironment;
let mail: FarEnd;
let pager: FarEnd;
let card: FarEnd;
let hooks: FarEnd;
beforeAll(async () => {
  [env, mail, pager, card, hooks] = await Promise.all([
    startTimeSkippingServer(),
    farEnds.email(),
    farEnds.email(),
    farEnds.teams(),
    farEnds.webhook(),
  ]);
});
afterAll(async () => {
  await env?.teardown();
  await Promise.all([mail, pager, card, hooks].map((far) => far.stop()));
});
beforeEach(() => [mail, pager, card, hooks].forEach((far) => far.forget()));

function routed(routes: NonNullable<ConfigInput['notifications']>['routes']): ConfigInput {
  return {
    ...LADDER,
    ...TELLING,
    directory: { ...LADDER.directory, ...TELLING.directory },
    policies: [
      { name: 'payments', actions: ['pay'], approvers: ['finance-team'] },
      { name: 'secret_ops', actions: ['rotate'], approvers: ['ana'] },
    ],
    contacts: { ...TELLING.contacts, di: { email: 'di@example.com' } },
    channels: {
      mail: mail.channel(),
      pager: pager.channel(),
      card: card.channel(),
      hooks: hooks.channel(),
    },
    notifications: { routes },
  };
}

async function decided(queue: string, action: string): Promise<void> {
  const request = await startApproval(env, queue, { action });
  await env.sleep('1m');
  await request.update();
  await notificationsOf(env.client, request.id);
}

it('goes by every chat and feed, and by the first channel of each person, where no route says otherwise', () =>
  withWorker(env, routed([]), async (queue) => {
    await decided(queue, 'pay');
    expect(card.took()).toEqual(['Approval needed: pay', 'Approved: pay']);
    expect(hooks.took()).toEqual(['request.requested: pay', 'request.decided: pay']);
    expect(mail.took().sort()).toEqual([
      'ana@example.com: Approval needed: pay',
      'bo@example.com: Approval needed: pay',
      'bo@example.com: Approved: pay',
    ]);
    expect(pager.took()).toEqual([]);
  }));

it('goes by policy: only where its route says, and nowhere where that says nowhere', () =>
  withWorker(
    env,
    routed([
      { policies: ['secret_*'], channels: [] },
      { policies: ['pay*'], channels: ['hooks'] },
    ]),
    async (queue) => {
      await decided(queue, 'pay');
      await decided(queue, 'rotate');
      expect(hooks.took()).toEqual(['request.requested: pay', 'request.decided: pay']);
      expect([...mail.took(), ...pager.took(), ...card.took()]).toEqual([]);
    },
  ));

it('goes by person and by event: the first route that fits counts', () =>
  withWorker(
    env,
    routed([
      { events: ['decided'], channels: ['hooks'] },
      { people: ['finance-team'], policies: ['payments'], channels: ['pager', 'mail'] },
      { channels: ['mail'] },
    ]),
    async (queue) => {
      await decided(queue, 'pay');
      await decided(queue, 'rotate');
      expect(pager.took().sort()).toEqual([
        'ana@example.com: Approval needed: pay',
        'bo@example.com: Approval needed: pay',
      ]);
      expect(mail.took()).toEqual(['ana@example.com: Approval needed: rotate']);
      expect(hooks.took()).toEqual(['request.decided: pay', 'request.decided: rotate']);
      expect(card.took()).toEqual([]);
    },
  ));

it('goes by the level of an escalation, which may rise', () =>
  withWorker(
    env,
    routed([{ levels: ['manager', 'executive'], channels: ['pager', 'card'] }]),
    async (queue) => {
      const escalation = await startEscalation(env, queue);
      await env.sleep('16m');
      expect(mail.took().sort()).toEqual([
        'ana@example.com: Escalation (human review): run-1',
        'bo@example.com: Escalation (human review): run-1',
      ]);
      expect(pager.took()).toEqual(['di@example.com: Escalation, promoted (manager): run-1']);
      await escalation.resolve('di');
      await notificationsOf(env.client, escalation.id);
      expect(card.took().at(-1)).toContain('Resolved');
    },
  ));

import { MESSAGES, WORKFLOW_TYPES } from '../../../contract/names';
import { LADDER, startEscalation } from '../../support/runs';
import { notificationsOf, TELLING } from '../../support/telling';
import { tellingByMail } from '../../support/telling-by-mail';
import { startApproval, withWorker } from '../../support/time-skipping';

const at = tellingByMail();

const config = () => ({
  ...LADDER,
  ...TELLING,
  policies: [{ name: 'payments', approvers: ['ana'] }],
  levels: { emergency: { assignees: ['ana'] } },
  admin: {
    url: 'https://approvals.example.com',
    signIn: { dev: true },
    access: { read: { own: ['everyone'], team: ['everyone'] } },
  },
  channels: { mail: { type: 'email' as const, smtp: at.smtp.url, from: 'a@example.com' } },
});
const subjects = () => at.smtp.mails.map(({ subject }) => subject ?? '');

it('sends one person ten messages within a minute, and the others as one, without what no longer matters', () =>
  withWorker(at.env, config(), async (queue) => {
    const requests = [];
    for (let n = 1; n <= 14; n++) {
      requests.push(await startApproval(at.env, queue, { action: `pay_${n}` }));
      if (n === 10) await at.env.sleep('5s');
    }
    await at.env.sleep('10s');
    expect(subjects()).toHaveLength(10);
    await requests[13]?.update();
    await at.env.sleep('2m');
    expect(subjects()).toHaveLength(11);
    const digest = at.smtp.mails.at(-1);
    expect(digest?.subject).toBe('3 messages about what asks you');
    for (const n of [11, 12, 13]) {
      expect(digest?.text).toContain(`- Approval needed: pay_${n}\n`);
      expect(digest?.html).toContain(`https://approvals.example.com/requests/${requests[n - 1]?.id}`);
    }
    expect(digest?.text).not.toContain('pay_14');

    const escalation = await startEscalation(at.env, queue, { level: 'emergency' });
    await at.env.sleep('10s');
    expect(subjects().at(-1)).toBe('Escalation (emergency): run-1');
    await escalation.resolve('ana');
    for (const request of requests.slice(0, 13)) await request.update();
    // What a worker has left undone holds up the clock of the next test.
    for (const { id } of [escalation, ...requests]) await notificationsOf(at.env.client, id);
    const { messages } = await notificationsOf(at.env.client, requests[10]?.id ?? '');
    expect(messages[0]).toMatchObject({ key: 'requested', status: 'digested' });
  }));

it('has an entry once that was added twice', () =>
  withWorker(at.env, config(), async (taskQueue) => {
    const request = await startApproval(at.env, taskQueue, { action: 'pay' });
    await at.env.sleep('5s');
    const add = (key: string) =>
      at.env.client.workflow.signalWithStart(WORKFLOW_TYPES.digest, {
        workflowId: `digest-of-${request.id}`,
        taskQueue,
        args: [{ channel: 'mail', to: 'ana' }],
        signal: MESSAGES.add,
        signalArgs: [
          { subject: { kind: 'request', id: request.id }, event: 'requested', key, title: `Needed: ${key}` },
        ],
      });
    await add('requested');
    await add('requested');
    await add('requested-reminder-1');
    await at.env.sleep('2m');
    expect(at.smtp.mails.at(-1)?.subject).toBe('2 messages about what asks you');
    await request.update();
    await notificationsOf(at.env.client, request.id);
  }));

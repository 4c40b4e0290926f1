import { ApprovalManager, EscalationManager } from '../../../client';
import { ADMIN } from '../../support/admin-app';
import { ACCESS, slackAppForTests } from '../../support/slack-app';
import { buttonsOf, textOf } from '../../support/slack-stand-in';
import { bring, clickOn, signed, submissionOf } from '../../support/slack-visitor';
import { eventually } from '../../support/temporal';
import { withoutWorker } from '../../support/without-worker';

const at = slackAppForTests();
const { record, whispers } = at;

/** A confirmation that ana gives by typing a value. */
const toConfirm = () =>
  at.temporal.manager.requestConfirmation({
    action: 'drop',
    message: 'Drop orders?',
    confirmValue: 'DROP orders',
    confirmer: 'ana',
    requesterId: 'agent-1',
    timeout: '10m',
  });

describe('deciding in the card', () => {
  it('a click approves in the name of the person with that account, and every card says who approved', async () => {
    const { id, card } = await at.request({});
    await at.click(card, 'Approve', 'UBO');
    expect(await record(id)).toMatchObject({
      status: 'approved',
      decisions: [{ decidedBy: 'bo', via: 'slack', decision: 'approve' }],
    });
    expect(whispers()).toContain('Your decision counted. Approved.');
    await at.told(id);
    for (const message of [card, ...at.slack.in('UANA'), ...at.slack.in('UBO')]) {
      expect(textOf(message)).toContain('approved by bo');
      expect(buttonsOf(message).map(({ label }) => label)).toEqual(['Open the page']);
    }
  });

  it('the card shows a decision made elsewhere', async () => {
    const { id, card } = await at.request({});
    await at.temporal.manager.reject(id, { decidedBy: 'ana', reason: 'not this month' });
    await at.told(id);
    expect(textOf(card)).toMatch(/rejected by ana: not this month/);
  });

  it('a modal asks for the reason to reject', async () => {
    const { id, card } = await at.request({ description: 'new chairs' });
    const click = await at.click(card, 'Reject', 'UANA');
    expect((await record(id)).status).toBe('pending');
    expect(await at.submit(click, { reason: '  ' })).toMatchObject({
      body: { response_action: 'errors', errors: { reason: expect.stringContaining('Enter a reason') } },
    });
    expect(await at.submit(click, { reason: 'too expensive' })).toMatchObject({
      body: { response_action: 'clear' },
    });
    expect(await record(id)).toMatchObject({ status: 'rejected', rejectionReason: 'too expensive' });
    expect(at.slack.whispers).toMatchObject([{ user: 'UANA', by: 'chat.postEphemeral' }]);
  });

  it('a modal asks for the value to type: it reports a wrong value, and the right value counts', async () => {
    const { id } = await toConfirm();
    const card = await at.cardOf(id);
    const click = await at.click(card, 'Confirm', 'UANA');
    expect(JSON.stringify(at.slack.views[0]?.view)).toContain('DROP orders');
    expect(await at.submit(click, { confirm: 'drop orders' })).toMatchObject({
      body: {
        response_action: 'errors',
        errors: { confirm: expect.stringContaining('The typed value is wrong') },
      },
    });
    expect((await at.submit(click, { confirm: 'DROP orders' })).body).toEqual({ response_action: 'clear' });
    expect(await record(id)).toMatchObject({ status: 'approved', wrongValues: [{ by: 'ana' }] });
  });

  it('asks first where the severity is critical, and the click proves that the card showed everything', async () => {
    const { id, card } = await at.request({
      action: 'wire',
      resource: 'acme-operating',
      context: { amount: 748_650, to: 'Northwind', memo: 'INV-7004' },
    });
    const [approve, reject] = buttonsOf(card);
    expect(approve?.confirm).toMatchObject({
      title: { type: 'plain_text', text: 'Approve this request of critical severity?' },
      text: {
        type: 'plain_text',
        text: 'Action: wire\nResource: acme-operating\nAmount: 748,650 (748650)\nTo: Northwind',
      },
      confirm: { text: 'Approve' },
      deny: { text: 'Go back' },
      style: 'danger',
    });
    expect(reject?.confirm).toBeUndefined();
    const withoutHash = clickOn(at.slack, card, 'Approve', 'UANA');
    withoutHash.actions[0].value = JSON.stringify({ kind: 'request', id });
    await bring(at.admin.app, signed(withoutHash));
    expect(whispers()).toContain('everything is read before an approval (mustReadAll)');
    expect((await record(id)).status).toBe('pending');
    await at.click(card, 'Approve', 'UANA');
    expect((await record(id)).status).toBe('approved');
  });

  it('has no button to approve where the card leaves out a part that must be read', async () => {
    const { card } = await at.request({ action: 'wire', context: { memo: 'line\n'.repeat(2_000) } });
    expect(buttonsOf(card).map(({ label }) => label)).toEqual(['Open the page']);
  });

  it('has no button to approve where a template takes out a part that must be read', async () => {
    const { card } = await at.request({ action: 'wire_quietly', context: { amount: 7 } });
    expect(textOf(card)).toContain('too long to show');
    expect(buttonsOf(card).map(({ label }) => label)).toEqual(['Open the page']);
  });

  it('keeps the buttons while more approvals are needed', async () => {
    const { id, card } = await at.request({ action: 'pay_much' });
    await at.click(card, 'Approve', 'UANA');
    await eventually(async () => textOf(card).includes('Approved by\nana'));
    expect(buttonsOf(card).map(({ label }) => label)).toContain('Approve');
    expect(whispers()).toContain('requires 1 approval from finance-team');
    await at.click(card, 'Approve', 'UBO');
    expect((await record(id)).status).toBe('approved');
  });

  it('of two opposite clicks the first counts, and the other person is told', async () => {
    const { id, card } = await at.request({});
    const reject = await at.click(card, 'Reject', 'UBO');
    await at.click(card, 'Approve', 'UANA');
    expect((await at.submit(reject, { reason: 'no' })).body).toEqual({ response_action: 'clear' });
    expect((await record(id)).status).toBe('approved');
    expect(at.slack.whispers.at(-1)).toMatchObject({
      user: 'UBO',
      text: expect.stringContaining('Too late: others decided differently. Approved by ana'),
    });
  });

  it('acknowledges an escalation; resolving it is done in the inbox', async () => {
    const escalations = new EscalationManager(at.temporal.client, { taskQueue: at.temporal.taskQueue });
    const escalated = await escalations.escalate('run-1', { level: 'human_review', reason: 'it hangs' });
    const id = escalated.queued ? '' : escalated.escalationId;
    const card = await at.cardOf(id);
    expect(buttonsOf(card).map(({ label }) => label)).toEqual(['Acknowledge', 'Resolve on the page']);
    await at.click(card, 'Acknowledge', 'UBO');
    expect(await escalations.getEscalation(id)).toMatchObject({ acknowledgedBy: 'bo' });
    await eventually(async () => textOf(card).includes('Acknowledged by\nbo'));
    expect(buttonsOf(card).map(({ label }) => label)).toEqual(['Resolve on the page']);
  });

  it('refuses to acknowledge an escalation that has moved to another level', async () => {
    const escalations = new EscalationManager(at.temporal.client, { taskQueue: at.temporal.taskQueue });
    const escalated = await escalations.escalate('run-2', { level: 'human_review', reason: 'it hangs' });
    const id = escalated.queued ? '' : escalated.escalationId;
    const card = await at.cardOf(id);
    const click = clickOn(at.slack, card, 'Acknowledge', 'UBO');
    await escalations.promote(id, { promotedBy: 'ana' });
    await bring(at.admin.app, signed(click));
    expect(whispers()).toContain('The escalation is now at level manager');
    expect((await escalations.getEscalation(id)).status).toBe('pending');
  });

  it('answers Slack in time: what takes longer is told privately', () =>
    withoutWorker(at.temporal, async () => {
      const { card } = await at.request({});
      const admin = at.adminWith(
        { admin: { ...ADMIN, access: { ...ACCESS, read: { all: ['everyone'] } } } },
        0,
      );
      const nobodys = new ApprovalManager(at.temporal.client, { taskQueue: 'nobody-listens' });
      const { id } = await nobodys.requestApproval({ action: 'pay', requesterId: 'agent-1' });
      const click = clickOn(at.slack, card, 'Approve', 'UANA');
      click.actions[0].value = JSON.stringify({ kind: 'request', id });
      // Without a card: updating it would need a worker, too.
      delete click.container;
      expect((await bring(admin.app, signed(click))).status).toBe(200);
      // Slack gets its answer before there is a verdict.
      expect(whispers()).not.toContain('Delivered');
      await eventually(async () => whispers().includes('Delivered, waiting for a worker'));
    }));

  it('closes a modal in time: what was wrong with it is told privately', async () => {
    const { id } = await toConfirm();
    const hasty = at.adminWith({}, 0);
    const click = await at.click(await at.cardOf(id), 'Confirm', 'UANA');
    const wrong = signed(submissionOf(at.slack, click, { confirm: 'drop orders' }));
    expect((await bring(hasty.app, wrong)).body).toEqual({ response_action: 'clear' });
    await eventually(async () => whispers().includes('The typed value is wrong'));
    expect((await record(id)).status).toBe('pending');
  });
});

import { signed } from '../../../client/signing';
import type { DecisionMessage } from '../../../contract/decision';
import type { RequestRecord } from '../../../contract/request';
import { signedBy, signingKey, signingManager } from '../../support/signing';
import { CONFIG, eventually, shownHash, startTemporal, type TemporalForTests } from '../../support/temporal';

const admin = signingKey('inbox-2026');

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await startTemporal({ keepsWorker: true })));
afterAll(() => temporal?.stop());

const request = () =>
  temporal.manager.requestApproval({ action: 'pay', requesterId: 'agent-1', context: { sum: 1 } });
const handleOf = (id: string) => temporal.client.workflow.getHandle(id);
const recordOf = (id: string) => temporal.manager.getRequest(id) as Promise<RequestRecord>;
const refusals = (id: string, count: number) =>
  eventually(async () => (await recordOf(id)).refusedCount === count);
const said = (more: Partial<DecisionMessage> = {}): DecisionMessage => ({
  decision: 'approve',
  decidedBy: 'ana',
  decisionId: 'd1',
  ...more,
});

test('the signature covers the edited context, the form answer and the text of a response', async () => {
  const policy = {
    name: 'payment',
    approvers: ['ana', 'bo'],
    decisions: ['approve', 'reject', 'edit', 'respond'] as ('approve' | 'reject' | 'edit' | 'respond')[],
    editable: ['/sum'],
    response: { properties: { limit: { type: 'integer' as const } }, required: ['limit'] },
  };
  await temporal.withWorker(
    async () => {
      const [one, other] = [await request(), await request()];
      const { contentHash } = one;
      const sign = (id: string, message: DecisionMessage) =>
        signed(admin.signer, { kind: 'decide', namespace: temporal.namespace, id, contentHash }, message);
      const edit = await sign(
        one.id,
        said({ decision: 'edit', context: { sum: 5 }, answer: { limit: 7 }, expected: { contentHash } }),
      );
      const response = await sign(
        other.id,
        said({ decision: 'respond', text: 'Which invoice?', answer: { limit: 7 } }),
      );
      const { answer: _answer, ...unanswered } = edit;
      const forged = [
        { ...edit, context: { sum: 500_000 } },
        { ...edit, context: { sum: '5' } },
        { ...edit, context: { sum: 5, to: 'mallory' } },
        { ...edit, answer: { limit: 700 } },
        unanswered,
        { ...edit, decision: 'approve' },
      ];
      for (const message of forged) await handleOf(one.id).signal('decide', message);
      await refusals(one.id, forged.length);
      const { refused, context } = await recordOf(one.id);
      expect(context).toEqual({ sum: 1 });
      expect(new Set(refused.map(({ outcome }) => outcome))).toEqual(new Set(['not_authorized']));
      await handleOf(one.id).signal('decide', edit);
      expect(await temporal.manager.waitForApproval(one.id)).toMatchObject({
        status: 'approved',
        context: { sum: 5 },
        answer: { limit: 7 },
        decisions: [{ decision: 'edit', decidedBy: 'ana', keyId: 'inbox-2026' }],
      });

      await handleOf(other.id).signal('decide', { ...response, text: 'Pay it.' });
      await handleOf(other.id).signal('decide', { ...response, answer: { limit: 700 } });
      await refusals(other.id, 2);
      await handleOf(other.id).signal('decide', response);
      expect(await temporal.manager.waitForApproval(other.id)).toMatchObject({
        status: 'answered',
        answerText: 'Which invoice?',
        answer: { limit: 7 },
        refused: [{ outcome: 'not_authorized' }, { outcome: 'not_authorized' }],
      });
    },
    signedBy([admin], { ...CONFIG, policies: [policy] }),
  );
});

test('after an edit a signed approval counts for the content that it is signed for, and for no other', async () => {
  const policy = {
    name: 'payment',
    approvers: ['ana', 'bo', 'cy'],
    quorum: 2,
    decisions: ['approve', 'reject', 'edit'] as ('approve' | 'reject' | 'edit')[],
    editable: ['/sum'],
  };
  await temporal.withWorker(
    async () => {
      const { id, contentHash } = await request();
      const manager = signingManager(temporal, admin);
      const approval = (hash: string, decidedBy: string) =>
        signed(
          admin.signer,
          { kind: 'decide', namespace: temporal.namespace, id, contentHash: hash },
          said({ decidedBy, decisionId: `of-${decidedBy}`, expected: { stage: 1, contentHash: hash } }),
        );
      const early = await approval(contentHash, 'bo');
      expect(
        await manager.edit(id, { decidedBy: 'ana', context: { sum: 5 }, expected: { contentHash } }),
      ).toMatchObject({ outcome: 'accepted', status: 'pending' });
      const revised = await shownHash(temporal.manager, id);
      await handleOf(id).signal('decide', early);
      await handleOf(id).signal('decide', { ...early, expected: { stage: 1, contentHash: revised } });
      await refusals(id, 2);
      expect((await recordOf(id)).refused).toMatchObject([
        { by: 'bo', outcome: 'superseded', keyId: 'inbox-2026' },
        { by: 'bo', outcome: 'not_authorized' },
      ]);
      await handleOf(id).signal('decide', await approval(revised, 'cy'));
      expect(await temporal.manager.waitForApproval(id)).toMatchObject({
        status: 'approved',
        context: { sum: 5 },
      });
    },
    signedBy([admin], { ...CONFIG, policies: [policy] }),
  );
});

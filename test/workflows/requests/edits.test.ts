import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ConfigInput } from '../../../contract/config/config';
import type { PolicyInput } from '../../../contract/config/policy';
import type { DecisionMessage } from '../../../contract/decision';
import type { RequestRecord } from '../../../contract/request';
import { shown } from '../../support/edits';
import { eventually } from '../../support/temporal';
import { startApproval, startTimeSkippingServer, withWorker } from '../../support/time-skipping';

const TEAMS: Record<string, string[]> = { finance: ['ana', 'bo'], board: ['di'] };
const RULES: ConfigInput = {
  directory: TEAMS,
  policies: [
    {
      name: 'payment',
      approvers: ['finance'],
      decisions: ['approve', 'reject', 'edit', 'respond'],
      editable: ['/amount'],
    },
    { name: 'large', condition: (context) => context.amount > 50_000, approvers: ['board'] },
    {
      name: 'urgent',
      condition: (context) => context.amount === 20_000,
      approvers: ['board'],
      expireAfter: '1h',
    },
    { name: 'round', effect: 'deny', condition: (context) => context.amount === 1_000, reason: 'too round' },
  ],
};
const edit = (record: RequestRecord, amount: number, more: Partial<DecisionMessage> = {}) => ({
  decision: 'edit' as const,
  context: { amount },
  expected: shown(record),
  ...more,
});

/** The record once the policies are evaluated: before, it has no content hash to name. */
async function planned(request: { record: () => Promise<RequestRecord> }): Promise<RequestRecord> {
  await eventually(async () => (await request.record()).plan?.teams !== undefined);
  return request.record();
}

describe('an edit', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  it('is judged by the policies for the changed content, in one Update', () =>
    withWorker(env, RULES, async (queue) => {
      const request = await startApproval(env, queue);
      const before = await planned(request);
      expect(await request.update(edit(before, 1_000))).toMatchObject({
        outcome: 'invalid',
        message: 'The content was not changed. Policy round rejects it: too round.',
      });
      expect(await request.update(edit(before, 500))).toMatchObject({ outcome: 'accepted' });
      expect(await request.result()).toMatchObject({
        status: 'approved',
        context: { amount: 500 },
        original: { context: { amount: 15_000 } },
        refused: [{ attempt: 'edit', outcome: 'invalid' }],
      });
    }));

  it('by Signal asks the approvers of a policy that now matches, and lists find it by them', () =>
    withWorker(env, RULES, async (queue) => {
      const request = await startApproval(env, queue);
      await request.signal(edit(await planned(request), 60_000));
      await eventually(async () => (await request.record()).revision === 2);
      const after = await request.record();
      expect(after).toMatchObject({ status: 'pending', needed: [{ policy: 'large', people: ['di'] }] });
      const { typedSearchAttributes } = await request.handle.describe();
      const [approvers] = typedSearchAttributes.getAll().filter(({ key }) => key.name === 'HitlApprovers');
      expect(approvers?.value).toContain('board');
      expect(await request.update({ decidedBy: 'di' })).toMatchObject({ outcome: 'superseded' });
      expect(await request.update({ decidedBy: 'di', expected: shown(after) })).toMatchObject({
        outcome: 'accepted',
        status: 'approved',
      });
    }));

  it('to content that must be decided sooner ends the request at the earlier deadline, without a further message', () =>
    withWorker(env, RULES, async (queue) => {
      const request = await startApproval(env, queue);
      const before = await planned(request);
      await request.update(edit(before, 20_000));
      const { expiresAt, requestedAt } = await request.record();
      expect(Date.parse(expiresAt ?? '') - Date.parse(requestedAt)).toBe(3_600_000);
      expect(await request.result()).toMatchObject({
        status: 'expired',
        end: { at: expiresAt, name: 'urgent' },
      });
      const { closeTime } = await request.handle.describe();
      expect(closeTime?.getTime()).toBeLessThan(Date.parse(expiresAt ?? '') + 600_000);
    }));

  it('of two at once counts once', () =>
    withWorker(env, RULES, async (queue) => {
      const request = await startApproval(env, queue);
      const before = await planned(request);
      await Promise.all([
        request.signal(edit(before, 60_001)),
        request.signal(edit(before, 60_002, { decidedBy: 'bo' })),
      ]);
      await eventually(async () => (await request.record()).refusedCount === 1);
      const record = await request.record();
      expect(record.revision).toBe(2);
      expect(record.refused).toMatchObject([{ attempt: 'edit', outcome: 'superseded' }]);
      await request.cancel('agent-1');
    }));

  it('waits for a directory that is a function, and for nobody who may not edit', () => {
    const down = { is: false };
    const directory = (team: string) => {
      if (down.is) throw new Error('503');
      return TEAMS[team];
    };
    return withWorker(env, { ...RULES, directory }, async (queue) => {
      const request = await startApproval(env, queue);
      const before = await planned(request);
      expect(await request.update(edit(before, 500, { decidedBy: 'mallory' }))).toMatchObject({
        outcome: 'not_authorized',
      });
      down.is = true;
      await request.signal(edit(before, 500));
      await env.sleep('5m');
      expect((await request.record()).status).toBe('pending');
      down.is = false;
      expect(await request.result()).toMatchObject({ status: 'approved', context: { amount: 500 } });
    });
  });

  it('from before the deadline counts, though the directory answers only after it', () => {
    const down = { is: false };
    const directory = (team: string) => {
      if (down.is) throw new Error('503');
      return TEAMS[team];
    };
    const [payment, ...others] = RULES.policies ?? [];
    const policies = [{ ...payment, expireAfter: '10m' } as PolicyInput, ...others];
    return withWorker(env, { ...RULES, directory, policies }, async (queue) => {
      const request = await startApproval(env, queue);
      const before = await planned(request);
      down.is = true;
      await request.signal(edit(before, 500));
      await env.sleep('15m');
      expect(await request.record()).toMatchObject({ status: 'pending' });
      const { historyLength } = await request.handle.describe();
      expect(historyLength).toBeLessThan(50);
      down.is = false;
      expect(await request.result()).toMatchObject({ status: 'approved', context: { amount: 500 } });
    });
  });

  it('that arrived before the deadline counts, also where its policies are evaluated after it', () =>
    withWorker(env, RULES, async (queue) => {
      const request = await startApproval(env, queue);
      await request.signal(edit(await planned(request), 500));
      expect(await request.result()).toMatchObject({ status: 'approved', context: { amount: 500 } });
    }));
});

describe('a response, a form and a comment', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => (env = await startTimeSkippingServer()));
  afterAll(() => env?.teardown());

  const response = {
    properties: { code: { type: 'string' as const, pattern: '^[A-Z]+$' } },
    required: ['code'],
  };

  it('end or inform the request, by Update and by Signal', () =>
    withWorker(env, RULES, async (queue) => {
      const request = await startApproval(env, queue, {
        response,
        rationale: 'The invoice is due.',
        evidence: [{ kind: 'diff', title: 'Change', content: '-a\n+b' }],
      });
      await request.handle.signal('comment', { commentedBy: 'bo', text: 'Which invoice?' });
      expect(await request.update({ answer: { code: 'ab' } })).toMatchObject({
        outcome: 'invalid',
        message: expect.stringContaining('code: must match the pattern'),
      });
      expect(
        await request.update({ decision: 'respond', text: 'Tomorrow.', answer: { code: 'AB' } }),
      ).toMatchObject({ outcome: 'accepted', status: 'answered' });
      expect(await request.result()).toMatchObject({
        status: 'answered',
        answer: { code: 'AB' },
        answerText: 'Tomorrow.',
        comments: [{ by: 'bo', text: 'Which invoice?', transport: 'signal' }],
        rationale: 'The invoice is due.',
        evidence: [{ kind: 'diff', title: 'Change' }],
      });
    }));
});

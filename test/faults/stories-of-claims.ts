import { writeEffect } from './deployment';
import type { CallTopic } from './evidence';
import { asAnswer, callApi, type LoadContext, request, untilDone } from './load-context';
import type { Random } from './random';

/*
 * Stories of programs that use an approval.
 */

/** Three programs claim one approval; one of them may have no use for it and releases it. */
export async function claimed(load: LoadContext, id: string, random: Random): Promise<void> {
  const action = random.chance(0.5) ? 'auto' : 'use';
  const requested = await request(load, id, { queue: 'plain', action, requesterId: 'an-agent' });
  if (requested === undefined) return;
  if (action === 'use')
    await load.call(
      { what: 'decide', id, by: 'ana', kind: 'approve', door: 'client', decisionId: `${id}-ana` },
      () => load.managers.plain.approve(id, { decidedBy: 'ana', decisionId: `${id}-ana` }),
      asAnswer,
    );
  await load.call(
    { what: 'wait', id },
    () => load.managers.plain.waitForEnd(id, { timeout: '60s' }),
    asAnswer,
  );
  const release = random.chance(0.2);
  await Promise.all(
    ['1', '2', '3'].map((number) => claimAndUse(load, id, `${id}-job-${number}`, release && number === '1')),
  );
}

async function claimAndUse(
  load: LoadContext,
  id: string,
  attemptId: string,
  release: boolean,
): Promise<void> {
  const claimOptions = { claimedBy: 'an-agent', attemptId };
  const claim = await untilDone(load, () =>
    load.call({ what: 'claim', id, attemptId }, () => load.managers.plain.claim(id, claimOptions), asAnswer),
  );
  if (claim?.outcome !== 'claimed') return;
  const outcome = release ? 'not_started' : 'committed';
  if (!release) writeEffect(load.journal, { what: 'used', requestId: id, attemptId, key: attemptId });
  await load.call(
    { what: 'outcome', id, attemptId, kind: outcome },
    () => load.managers.plain.reportOutcome(id, { outcome, attemptId }),
    asAnswer,
  );
}

/** Two copies of one program guard the same action by `requireApproval`. */
export async function guarded(load: LoadContext, id: string): Promise<void> {
  const input = { id, action: 'auto', requesterId: 'an-agent', context: { amount: 100 } };
  await Promise.all(
    ['1', '2'].map((number) => {
      const attemptId = `${id}-copy-${number}`;
      const act = ({ idempotencyKey: key }: { idempotencyKey: string }) => {
        writeEffect(load.journal, { what: 'used', requestId: id, attemptId, key });
        return 'done';
      };
      return load.call(
        { what: 'guarded', id, attemptId, kind: 'auto' },
        () => load.managers.plain.requireApproval(input, act, { attemptId, timeout: '30s' }),
        () => ({ outcome: 'done' }),
      );
    }),
  );
}

/** A program does all of it by HTTP: it requests, waits, claims in two copies, and reports. */
export async function byHttp(load: LoadContext, id: string): Promise<void> {
  const input = { id, action: 'use', requesterId: 'an-agent', context: { amount: 100 } };
  const call = (topic: CallTopic, path: string, body?: object, headers = {}) =>
    untilDone(load, () => load.call(topic, () => callApi(load, path, body, headers), asAnswer));
  const requested = await call({ what: 'request', id, by: 'an-agent', kind: 'use' }, 'requests', input);
  if (requested === undefined) return;
  const decisionId = `${id}-ana`;
  await call(
    { what: 'decide', id, by: 'ana', kind: 'approve', door: 'admin', decisionId },
    `requests/${id}/decisions`,
    { decision: 'approve' },
    { 'Hitl-As': 'ana', 'Idempotency-Key': decisionId },
  );
  const ended = await call({ what: 'wait', id }, `requests/${id}/wait?timeout=15s`);
  if (ended?.status !== 'approved') return;
  await Promise.all(
    ['1', '2'].map(async (number) => {
      const attemptId = `${id}-job-${number}`;
      const claim = await call({ what: 'claim', id, attemptId }, `requests/${id}/claim`, { attemptId });
      if (claim?.outcome !== 'claimed') return;
      writeEffect(load.journal, { what: 'used', requestId: id, attemptId, key: attemptId });
      const outcome = 'committed';
      await call({ what: 'outcome', id, attemptId, kind: outcome }, `requests/${id}/outcome`, {
        attemptId,
        outcome,
      });
    }),
  );
}

import { ApplicationFailure, CancellationScope, continueAsNew, proxyActivities } from '@temporalio/workflow';
import { z } from 'zod';
import {
  checkEscalation,
  escalate,
  NotApproved,
  requestApproval,
  requireApproval,
  requireConfirmation,
  waitForApproval,
  waitForResolution,
  WaitTimeoutError,
} from '../../workflows';

/** A user's workflows, in one worker with ours. */

const { transfer } = proxyActivities<{ transfer(amount: number): Promise<string> }>({
  startToCloseTimeout: '10s',
});

export async function payVendor(amount: number): Promise<string> {
  await requireApproval({ action: 'pay', context: { amount } });
  return transfer(amount);
}

/** Pays what was approved, once. */
export async function payApproved(amount: number): Promise<string> {
  return requireApproval({ action: 'pay', context: { amount } }, async ({ context, idempotencyKey }) => {
    const paid = await transfer(context['amount'] as number);
    return `${paid} for ${idempotencyKey}`;
  });
}

export async function payOrSayWhy(amount: number): Promise<string> {
  try {
    await requireApproval({ action: 'pay', context: { amount } });
    return 'paid';
  } catch (error) {
    if (error instanceof NotApproved) return `${error.record.status}: ${error.message}`;
    throw error;
  }
}

export async function payBoth(): Promise<string[]> {
  const a = await requestApproval({ action: 'pay', context: { to: 'a' } });
  const b = await requestApproval({ action: 'pay', context: { to: 'b' } });
  const again = await requestApproval({ id: a.id, action: 'pay', context: { to: 'a' } });
  if (again.created) throw new Error('asked twice');
  const early = await waitForApproval(a.id, { timeout: '1m' }).catch((error: unknown) => error);
  if (!(early instanceof WaitTimeoutError)) throw new Error('waited too long');
  const ended = await Promise.all([a, b].map(({ id }) => waitForApproval(id)));
  return [...ended.map(({ status }) => status), a.id, b.id];
}

/** Waits for another workflow's request, and returns the name of the error. */
export async function waitForAnothers(id: string): Promise<string> {
  const error: unknown = await waitForApproval(id).catch((thrown: unknown) => thrown);
  return error instanceof ApplicationFailure ? `${error.type}` : 'no error';
}

export async function askForNothing(): Promise<void> {
  await requestApproval({ action: '' });
}

export async function cancelInside(): Promise<string> {
  const scope = new CancellationScope();
  const { id } = await scope.run(() => requestApproval({ action: 'pay' }));
  scope.cancel();
  return (await waitForApproval(id)).status;
}

export async function thinkTwice(runId: string, confidence: number): Promise<string> {
  const check = await checkEscalation(runId, { confidence }, { escalate: true });
  if (!check.escalationId) return 'sure';
  const { resolution } = await waitForResolution(check.escalationId);
  if (resolution?.action === 'abort') throw ApplicationFailure.nonRetryable('aborted', 'Aborted');
  return `${resolution?.action} by ${resolution?.resolvedBy}`;
}

export async function callForHelp(runId: string): Promise<unknown[]> {
  const first = await escalate(runId, { level: 'human_review', reason: 'stuck' });
  const second = await escalate(runId, { level: 'manager', reason: 'very stuck' });
  const { level, resolution } = await waitForResolution(first.escalationId);
  return [first.opened, second.opened, level, resolution?.action];
}

/** Requests an approval in each of its runs, and continues as new between them. */
export async function askInEveryRun(runs: number, answers: string[] = []): Promise<string[]> {
  const { escalationId } = await escalate('asking', { level: 'human_review', reason: 'stuck' });
  const { resolution } = await waitForResolution(escalationId);
  const request = await requestApproval({ action: 'pay' });
  const { status } = await waitForApproval(request.id);
  const all = [...answers, `${resolution?.action}, ${status}`];
  if (runs > 1) await continueAsNew<typeof askInEveryRun>(runs - 1, all);
  return all;
}

export async function deploy(version: string): Promise<string> {
  const guarded = requireConfirmation(
    {
      message: (what) => `Deploy ${what}?`,
      confirmValue: (what) => what,
      confirmer: 'ana',
      onCancel: ({ status }) => `not deployed: ${status}`,
    },
    async (what: string) => `deployed ${what}`,
  );
  return guarded(version);
}

/** A user's own schemas, in a sandbox that shares and freezes our zod. */
export async function readByZod(value: unknown): Promise<string[]> {
  const schema = z
    .object({
      name: z.string().trim().min(2),
      when: z.iso.datetime().transform((text) => new Date(text)),
      size: z.union([z.number(), z.enum(['s', 'm'])]).optional(),
      tags: z.array(z.string()).default([]),
      more: z.record(z.string(), z.json()),
      kind: z.discriminatedUnion('type', [
        z.object({ type: z.literal('a') }),
        z.object({ type: z.literal('b'), count: z.coerce.number() }),
      ]),
      email: z.email().nullable(),
    })
    .refine(({ name }) => name !== 'nobody', { error: 'is nobody' });
  const read = schema.safeParse(value);
  return read.success
    ? [read.data.name]
    : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

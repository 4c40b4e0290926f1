import { setTimeout as sleep } from 'node:timers/promises';
import {
  ApprovalManager,
  type ConnectOptions,
  EscalationManager,
  type RequestItem,
} from 'temporal-hitl/client';

/** Plays the people: reads and decides with the client, as people would. */
export async function simulatePeople(
  runId: string,
  isOver: () => boolean,
  at: ConnectOptions = {},
): Promise<void> {
  const approvals = await ApprovalManager.connect(at);
  const escalations = await EscalationManager.connect(at);
  const done = new Set<string>();
  try {
    while (!isOver()) {
      // A list has the newest requests first, so they are answered in another order than they were made.
      const { items } = await approvals.listRequests({ status: 'pending', runId });
      for (const request of items.filter(({ id }) => !done.has(id)))
        if (await answer(approvals, request)) done.add(request.id);
      const { items: open } = await escalations.listEscalations({ status: 'open', runId });
      for (const { id } of open.filter(({ id }) => !done.has(id)))
        if (await resolve(escalations, id)) done.add(id);
      await sleep(200);
    }
  } finally {
    await approvals.close();
    await escalations.close();
  }
}

/** Ana approves what is in the budget, no one in procurement answers, and olga confirms what her agent deletes. */
async function answer(approvals: ApprovalManager, { id, contentHash }: RequestItem): Promise<boolean> {
  const { kind, context, confirmation } = await approvals.getRequest(id);
  const seen = contentHash === undefined ? {} : { expected: { contentHash } };
  if (kind === 'confirmation')
    return counted(
      await approvals.approve(id, { decidedBy: 'olga', confirm: confirmation?.confirmValue ?? '', ...seen }),
    );
  if (Number(context.amount) > 40_000)
    return counted(await approvals.reject(id, { decidedBy: 'bo', reason: 'over budget', ...seen }));
  return counted(await approvals.approve(id, { decidedBy: 'ana', ...seen }));
}

/** The assignee reads the invoice, checks the costs, or restarts the model. */
async function resolve(escalations: EscalationManager, id: string): Promise<boolean> {
  const { triggers } = await escalations.getEscalation(id);
  const fired = (name: string) => triggers.some((trigger) => trigger.name === name);
  if (fired('unsure')) {
    await escalations.acknowledge(id, { acknowledgedBy: 'ana' });
    return counted(
      await escalations.resolve(id, {
        resolvedBy: 'ana',
        action: 'modify',
        resolution: 'read the printed invoice',
        modification: { amounts: { 'INV-0087': 1250 } },
      }),
    );
  }
  const [resolvedBy, resolution] = fired('hangs')
    ? ['sam', 'the model is up again']
    : ['di', 'the extra cost of this month is accepted'];
  return counted(await escalations.resolve(id, { resolvedBy, action: 'continue', resolution }));
}

function counted({ outcome }: { outcome: string }): boolean {
  return outcome === 'accepted' || outcome === 'conflict' || outcome === 'duplicate';
}

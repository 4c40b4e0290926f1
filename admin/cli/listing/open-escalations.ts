import type { EscalationListOptions } from '../../../client';
import { sameConnection } from '../connection-flags';
import { given } from '../given';
import { shellQuote } from '../../../rules/shell-quote';
import type { Call } from '../verb';
import type { Escalations } from '../managers';
import type { ListFlags } from './listing';

const MOST_LISTED = 100;

/** Says that escalations are open too, below a list of pending requests, which has none of them. */
export async function noteOpenEscalations(
  { flags, out, io }: Call<ListFlags>,
  escalations: Escalations,
): Promise<void> {
  const { kind, status = 'pending', run: runId } = flags;
  if (out.format !== 'text' || kind !== undefined || status !== 'pending') return;
  const filter = { status: 'open', ...given({ runId }) } as const;
  const open = (await escalations.countEscalations?.(filter)) ?? (await listed(escalations, filter));
  if (open === 0) return;
  const ofRun = runId === undefined ? '' : ` --run ${shellQuote(runId)}`;
  const list = `${io.program} list --kind escalation${ofRun}${sameConnection(flags)}`;
  out.note(`${open} open escalation${open === 1 ? '' : 's'}: ${list}`);
}

/** Where nobody counts: as many as a page holds, which is enough to say that there are some. */
async function listed(escalations: Escalations, filter: EscalationListOptions): Promise<number | string> {
  const { items, nextCursor } = await escalations.listEscalations({ ...filter, limit: MOST_LISTED });
  return nextCursor === undefined ? items.length : `${items.length} or more`;
}

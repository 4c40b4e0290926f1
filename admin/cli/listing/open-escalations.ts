import type { EscalationManager } from '../../../client';
import { sameConnection } from '../connection-flags';
import { given } from '../given';
import { shellQuote } from '../shell-quote';
import type { Call } from '../verb';
import type { ListFlags } from './listing';

/** Says that escalations are open too, below a list of pending requests, which has none of them. */
export async function noteOpenEscalations(
  { flags, out, io }: Call<ListFlags>,
  escalations: EscalationManager,
): Promise<void> {
  const { kind, status = 'pending', run: runId } = flags;
  if (out.format !== 'text' || kind !== undefined || status !== 'pending') return;
  const open = await escalations.countEscalations({ status: 'open', ...given({ runId }) });
  if (open === 0) return;
  const ofRun = runId === undefined ? '' : ` --run ${shellQuote(runId)}`;
  const list = `${io.program} list --kind escalation${ofRun}${sameConnection(flags)}`;
  out.note(`${open} open escalation${open === 1 ? '' : 's'}: ${list}`);
}

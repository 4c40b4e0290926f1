import { escalationEnded } from '../../rules/escalations/explain-escalation';
import { visibleLine } from '../../rules/visible';
import type { ConnectionFlags } from './connection-flags';
import { type ExitCode, exitOfEscalation } from './exit-codes';
import { withShortTimes } from './text/span';
import type { Call } from './verb';
import type { Escalations } from './managers';
import { untilEnded } from './waiting';

/** Waits until the escalation is resolved or cancelled and answers it; the exit code is the outcome's. */
export async function waitForEscalation(
  call: Call<ConnectionFlags>,
  escalations: Escalations,
  id: string,
  timeout?: string,
): Promise<ExitCode> {
  const wait = escalations.waitForResolution.bind(escalations, id);
  const ended = await untilEnded(call, id, timeout, 'the escalation is still open', wait);
  call.out.answer(ended, `${visibleLine(id)}: ${visibleLine(withShortTimes(escalationEnded(ended)))}`);
  return exitOfEscalation(ended);
}

import { visibleLine } from '../../rules/text';
import { clickId, decide } from './decide';
import { FIELDS, memoryIn, type ModalMemory, typedIn } from './modals';
import { accountOf, bringUpToDate, countAgainst } from './afterwards';
import type { Submission } from './payload';
import type { SlackSender } from './sender';
import { tell } from './tell';
import { whoClicked } from './who-clicked';
import { failureSaid, verdictSaid } from './words';

/** What Slack does with a modal whose button was pressed. */
export type ModalAnswer =
  { response_action: 'clear' } | { response_action: 'errors'; errors: Record<string, string> };

export const CLEAR: ModalAnswer = { response_action: 'clear' };

const NO_REASON = 'Say why, so that the requester can mend it.';
const NO_VALUE = 'Type the value exactly as it is shown.';

/**
 * Does what somebody said in a modal. What they can mend there is said there; everything else is told privately.
 *
 * @param isLate whether Slack waits no longer: the modal is gone
 */
export async function onSubmission(
  sender: SlackSender,
  { view }: Submission,
  isLate: () => boolean,
): Promise<ModalAnswer> {
  const memory = memoryIn(view.private_metadata);
  if (memory === undefined) return CLEAR;
  const { place, value } = memory;
  const said = sayings(memory, view.state.values);
  if ('errors' in said) return { response_action: 'errors', errors: said.errors };
  const { typed, field } = said;
  const decisionId = clickId(
    'view',
    sender.userTeam,
    sender.user,
    view.id,
    memory.decision,
    JSON.stringify(typed),
  );
  const { desk } = sender;
  try {
    await countAgainst(desk, accountOf(sender));
  } catch (error) {
    await tell(sender, failureSaid(desk, error), { place });
    return CLEAR;
  }
  try {
    const who = await whoClicked(sender, value);
    const verdict = await decide(desk, who, value, { decision: memory.decision, decisionId, ...typed });
    const canMend = verdict.outcome === 'invalid' && verdict.status === 'pending' && !isLate();
    if (canMend) return { response_action: 'errors', errors: { [field]: visibleLine(verdict.message) } };
    await tell(sender, verdictSaid(verdict), { place });
    await bringUpToDate(sender, value, place, who);
  } catch (error) {
    await tell(sender, failureSaid(desk, error), { place });
    await bringUpToDate(sender, value, place, undefined);
  }
  return CLEAR;
}

type Said =
  | { errors: Record<string, string> }
  | { typed: { reason: string } | { confirm: string }; field: keyof typeof FIELDS };

function sayings({ decision }: ModalMemory, values: Submission['view']['state']['values']): Said {
  if (decision === 'reject') {
    const reason = typedIn(values, 'reason')?.trim();
    if (!reason) return { errors: { [FIELDS.reason]: NO_REASON } };
    return { typed: { reason }, field: FIELDS.reason };
  }
  const confirm = typedIn(values, 'confirm');
  if (!confirm) return { errors: { [FIELDS.confirm]: NO_VALUE } };
  return { typed: { confirm }, field: FIELDS.confirm };
}

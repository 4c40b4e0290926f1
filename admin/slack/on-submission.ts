import { visibleLine } from '../../rules/text';
import { slackAccount, refreshCard, clickId, takeFromLimit, decide } from './decide';
import { FIELDS, modalStateIn, type ModalState, modalValue } from './modals';
import type { Submission } from './payload';
import { type SlackSender, tell } from './sender';
import { identify } from './identify';
import { failureMessage, outcomeMessage } from './text';

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
  const memory = modalStateIn(view.private_metadata);
  if (memory === undefined) return CLEAR;
  const { place, value } = memory;
  const said = readInput(memory, view.state.values);
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
  const { admin } = sender;
  try {
    await takeFromLimit(admin, slackAccount(sender));
  } catch (error) {
    await tell(sender, failureMessage(admin, error), { place });
    return CLEAR;
  }
  try {
    const who = await identify(sender, value);
    const verdict = await decide(admin, who, value, { decision: memory.decision, decisionId, ...typed });
    const canMend = verdict.outcome === 'invalid' && verdict.status === 'pending' && !isLate();
    if (canMend) return { response_action: 'errors', errors: { [field]: visibleLine(verdict.message) } };
    await tell(sender, outcomeMessage(verdict), { place });
    await refreshCard(sender, value, place, who);
  } catch (error) {
    await tell(sender, failureMessage(admin, error), { place });
    await refreshCard(sender, value, place, undefined);
  }
  return CLEAR;
}

type ModalInput =
  | { errors: Record<string, string> }
  | { typed: { reason: string } | { confirm: string }; field: keyof typeof FIELDS };

function readInput({ decision }: ModalState, values: Submission['view']['state']['values']): ModalInput {
  if (decision === 'reject') {
    const reason = modalValue(values, 'reason')?.trim();
    if (!reason) return { errors: { [FIELDS.reason]: NO_REASON } };
    return { typed: { reason }, field: FIELDS.reason };
  }
  const confirm = modalValue(values, 'confirm');
  if (!confirm) return { errors: { [FIELDS.confirm]: NO_VALUE } };
  return { typed: { confirm }, field: FIELDS.confirm };
}

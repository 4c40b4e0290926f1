import { visibleLine } from '../../rules/text';
import { slackAccount, refreshCard, clickId, takeFromLimit, decide } from './decide';
import { identify } from './identify';
import { FIELDS, modalStateIn, type ModalState, modalValue } from './modals';
import type { Submission } from './payload';
import { type SlackSender, tell } from './sender';
import { failureMessage, outcomeMessage } from './text';

/** The answer to a submitted modal: close it, or show errors. */
export type ModalAnswer =
  { response_action: 'clear' } | { response_action: 'errors'; errors: Record<string, string> };

export const CLEAR: ModalAnswer = { response_action: 'clear' };

const NO_REASON = 'Enter a reason. The requester reads it.';
const NO_VALUE = 'Type the value exactly as shown.';

/**
 * Makes the decision of a submitted modal. An error that the person can correct is shown in the modal. Every other result
 * is told privately.
 *
 * @param isLate whether Slack no longer waits, so that the modal is closed
 */
export async function onSubmission(
  sender: SlackSender,
  { view }: Submission,
  isLate: () => boolean,
): Promise<ModalAnswer> {
  const state = modalStateIn(view.private_metadata);
  if (state === undefined) return CLEAR;
  const { card, value } = state;
  const input = readInput(state, view.state.values);
  if ('errors' in input) return { response_action: 'errors', errors: input.errors };
  const { typed, field } = input;
  const decisionId = clickId(
    'view',
    sender.userTeam,
    sender.user,
    view.id,
    state.decision,
    JSON.stringify(typed),
  );
  const { admin } = sender;
  try {
    await takeFromLimit(admin, slackAccount(sender));
  } catch (error) {
    await tell(sender, failureMessage(admin, error), { card });
    return CLEAR;
  }
  try {
    const who = await identify(sender, value);
    const verdict = await decide(admin, who, value, { decision: state.decision, decisionId, ...typed });
    const canCorrect = verdict.outcome === 'invalid' && verdict.status === 'pending' && !isLate();
    if (canCorrect) return { response_action: 'errors', errors: { [field]: visibleLine(verdict.message) } };
    await tell(sender, outcomeMessage(verdict), { card });
    await refreshCard(sender, value, card, who);
  } catch (error) {
    await tell(sender, failureMessage(admin, error), { card });
    await refreshCard(sender, value, card, undefined);
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

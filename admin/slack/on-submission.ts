import { defined } from '../../contract/defined';
import { LIMITS, utf8Bytes } from '../../contract/limits';
import type { FormAnswer, ResponseForm } from '../../contract/response-form';
import { formOf } from '../../rules/requests/message-problem';
import { visibleLine } from '../../rules/text';
import type { Principal } from '../access/principal';
import { readRequest } from '../access/read-request';
import { slackAccount, refreshCard, clickId, takeFromLimit, decide } from './decide';
import { missingFields, readModalForm } from './form-fields';
import { identify } from './identify';
import { chosenDecision, FIELDS, modalStateIn, type ModalState, modalValue } from './modals';
import type { ModalValues, Submission } from './payload';
import { type SlackSender, tell } from './sender';
import { failureMessage, outcomeMessage, refusalFor } from './text';

/** The answer to a submitted modal: close it, or show errors. */
export type ModalAnswer =
  { response_action: 'clear' } | { response_action: 'errors'; errors: Record<string, string> };

export const CLEAR: ModalAnswer = { response_action: 'clear' };

const NO_REASON = 'Enter a reason. The requester reads it.';
const NO_VALUE = 'Type the value exactly as shown.';
const NO_ANSWER = 'Write an answer. The agent reads it.';
const TOO_LONG = `Is longer than ${LIMITS.notesBytes / 1024} KB. Shorten it.`;

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
  const { admin } = sender;
  const early = earlyErrors(state, view.state.values);
  if (early !== undefined) return showErrors(early);
  try {
    await takeFromLimit(admin, slackAccount(sender));
  } catch (error) {
    await tell(sender, failureMessage(admin, error), { card });
    return CLEAR;
  }
  let who: Principal | undefined;
  try {
    who = await identify(sender, value);
    const request = value.form ? await readRequest(admin, who, value.id) : undefined;
    const refusal = request && refusalFor(request, who.name, value);
    if (refusal !== undefined) {
      await tell(sender, refusal, { card, who });
      await refreshCard(sender, value, card, who);
      return CLEAR;
    }
    const input = readInput(state, view.state.values, request && formOf(request));
    if ('errors' in input) return showErrors(input.errors);
    const { decision, typed, field } = input;
    const parts = [decision, JSON.stringify(typed)];
    const decisionId = clickId('view', sender.userTeam, sender.user, view.id, ...parts);
    const verdict = await decide(admin, who, value, { decision, decisionId, ...typed });
    const canCorrect = verdict.outcome === 'invalid' && verdict.status === 'pending' && !isLate();
    if (canCorrect) return showErrors({ [field]: visibleLine(verdict.message) });
    await tell(sender, outcomeMessage(verdict), { card, who });
    await refreshCard(sender, value, card, who);
  } catch (error) {
    await tell(sender, failureMessage(admin, error), { card, who });
    await refreshCard(sender, value, card, undefined);
  }
  return CLEAR;
}

function showErrors(errors: Record<string, string>): ModalAnswer {
  return { response_action: 'errors', errors };
}

/** Errors that are found from the state alone. They do not count as a click. */
function earlyErrors(state: ModalState, values: ModalValues): Record<string, string> | undefined {
  const decision = chosenDecision(state, values);
  if (decision === 'reject' && !modalValue(values, 'reason')?.trim()) return { [FIELDS.reason]: NO_REASON };
  if (decision === 'approve' && state.value.typed && !modalValue(values, 'confirm'))
    return { [FIELDS.confirm]: NO_VALUE };
  const isLong = utf8Bytes(modalValue(values, 'text') ?? '') > LIMITS.notesBytes;
  return isLong ? { [FIELDS.text]: TOO_LONG } : undefined;
}

type ModalInput =
  | { errors: Record<string, string> }
  | {
      decision: ModalState['decision'];
      typed: { reason?: string; confirm?: string; text?: string; notes?: string; answer?: FormAnswer };
      /** Where an error of the verdict is shown. */
      field: string;
    };

function readInput(state: ModalState, values: ModalValues, form: ResponseForm | undefined): ModalInput {
  const decision = chosenDecision(state, values);
  const reason = modalValue(values, 'reason')?.trim();
  if (decision === 'reject') return { decision, typed: defined({ reason }), field: FIELDS.reason };
  const confirm = decision === 'approve' && state.value.typed ? modalValue(values, 'confirm') : undefined;
  const text = modalValue(values, 'text')?.trim() || undefined;
  const said = decision === 'respond' ? { text } : { notes: text };
  const isConfirm = confirm !== undefined && form === undefined;
  const field = isConfirm ? FIELDS.confirm : FIELDS.text;
  if (form === undefined && decision === 'respond' && text === undefined)
    return { errors: { [FIELDS.text]: NO_ANSWER } };
  if (form === undefined) return { decision, typed: defined({ confirm, ...said }), field };
  const { answer, errors, isEmpty } = readModalForm(form, values);
  // A person who answers with a text may leave the form empty.
  if (isEmpty && decision === 'respond')
    return text === undefined
      ? { errors: { [FIELDS.text]: NO_ANSWER } }
      : { decision, typed: { text }, field };
  const all = { ...missingFields(form, answer), ...errors };
  if (Object.keys(all).length > 0) return { errors: all };
  return { decision, typed: { ...defined({ confirm, ...said }), answer }, field };
}

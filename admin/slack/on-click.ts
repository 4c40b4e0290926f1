import {
  BUTTONS,
  type ButtonValue,
  ButtonValueSchema,
  type RequestValue,
} from '../../activities/channels/slack/buttons';
import { slackErrorOf } from '../../activities/channels/slack/web-api';
import type { RequestView } from '../../client';
import { allowedDecisions } from '../../rules/requests/people';
import { assertCan } from '../access/permissions';
import type { Principal } from '../access/principal';
import { readRequest } from '../access/read-request';
import { slackAccount, acknowledgeAt, refreshCard, clickId, takeFromLimit, decide } from './decide';
import { identify } from './identify';
import { modalFor, type ModalState } from './modals';
import type { Click } from './payload';
import { type CardRef, type SlackSender, tell } from './sender';
import { failureMessage, outcomeMessage, refusalFor } from './text';

/** Performs the action of a clicked button, tells the person the result privately, and updates the card. */
export async function onClick(sender: SlackSender, click: Click): Promise<void> {
  const action = click.actions[0];
  const value = action && valueIn(action.value);
  if (action === undefined || value === undefined) return;
  const { container, response_url: responseUrl } = click;
  const card = container && { channel: container.channel_id, ts: container.message_ts };
  const decisionId = clickId(
    'click',
    sender.userTeam,
    sender.user,
    card?.ts,
    action.action_id,
    action.action_ts,
  );
  try {
    await takeFromLimit(sender.admin, slackAccount(sender));
  } catch (error) {
    return tell(sender, failureMessage(sender.admin, error), { card, responseUrl });
  }
  let who: Principal | undefined;
  try {
    who = await identify(sender, value);
    const message = await act(sender, who, { name: action.action_id, value, decisionId, card, click });
    if (message !== undefined) await tell(sender, message, { card, responseUrl, who });
  } catch (error) {
    await tell(sender, failureMessage(sender.admin, error), { card, responseUrl, who });
  } finally {
    await refreshCard(sender, value, card, who);
  }
}

interface ButtonAction {
  name: string;
  value: ButtonValue;
  decisionId: string;
  card: CardRef | undefined;
  click: Click;
}

/** Performs the action. Returns the message for the person, or undefined if a modal was opened. */
async function act(sender: SlackSender, who: Principal, button: ButtonAction): Promise<string | undefined> {
  const { name, value, decisionId } = button;
  const { admin } = sender;
  if (value.kind === 'escalation')
    return name === BUTTONS.acknowledge ? acknowledgeAt(admin, who, value, decisionId) : undefined;
  if (name === BUTTONS.reject) return openModal(sender, who, { ...button, value }, 'reject');
  if (name === BUTTONS.answer) return openModal(sender, who, { ...button, value }, 'respond');
  if (name !== BUTTONS.approve) return undefined;
  if (value.typed || value.form) return openModal(sender, who, { ...button, value }, 'approve');
  return outcomeMessage(await decide(admin, who, value, { decision: 'approve', decisionId }));
}

/** Opens a modal for a reason, a value or an answer. Returns a message if the person cannot decide or the modal cannot open. */
async function openModal(
  { admin, web }: SlackSender,
  who: Principal,
  { value, card, click }: ButtonAction & { value: RequestValue },
  decision: ModalState['decision'],
): Promise<string | undefined> {
  assertCan(admin, who, 'decide');
  const request = await readRequest(admin, who, value.id);
  const refusal = refusalFor(request, who.name, value);
  if (refusal !== undefined) return refusal;
  const { trigger_id = '' } = click;
  const choice = mayChoose(request, value, decision) ? { choice: true as const } : {};
  try {
    await web.views.open({ trigger_id, view: modalFor(request, { decision, ...choice, value, card }) });
    return undefined;
  } catch (error) {
    const name = slackErrorOf(error) ?? (error as Error).message;
    admin.log(`slack: could not open a modal for ${value.id}: ${name}`);
    return `Nothing was done. Slack could not open the dialog (${name}). Click again, or open the request in the inbox.`;
  }
}

/** Whether the same form is answered with an approval and with a response, so that the person chooses in the modal. */
function mayChoose(request: RequestView, { form, only }: RequestValue, decision: ModalState['decision']) {
  if (decision === 'reject' || !form || only !== undefined) return false;
  const allowed = allowedDecisions(request);
  return allowed.includes('approve') && allowed.includes('respond');
}

function valueIn(value: string | undefined): ButtonValue | undefined {
  try {
    return ButtonValueSchema.safeParse(JSON.parse(value ?? '')).data;
  } catch {
    return undefined;
  }
}

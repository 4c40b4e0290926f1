import {
  BUTTONS,
  type ButtonValue,
  ButtonValueSchema,
  type RequestValue,
} from '../../activities/channels/slack/buttons';
import { slackErrorOf } from '../../activities/channels/slack/web-api';
import { assertCan } from '../access/permissions';
import type { Principal } from '../access/principal';
import { readRequest } from '../access/requests';
import { slackAccount, acknowledgeAt, refreshCard, clickId, takeFromLimit, decide } from './decide';
import { modalFor } from './modals';
import type { Click } from './payload';
import { type CardRef, type SlackSender, tell } from './sender';
import { identify } from './identify';
import { failureMessage, outcomeMessage, refusalFor } from './text';

/** Does what somebody clicked, tells them privately what became of it, and has the card brought up to date. */
export async function onClick(sender: SlackSender, click: Click): Promise<void> {
  const action = click.actions[0];
  const value = action && valueIn(action.value);
  if (action === undefined || value === undefined) return;
  const { container: card, response_url: responseUrl } = click;
  const place = card && { channel: card.channel_id, ts: card.message_ts };
  const decisionId = clickId(
    'click',
    sender.userTeam,
    sender.user,
    place?.ts,
    action.action_id,
    action.action_ts,
  );
  try {
    await takeFromLimit(sender.admin, slackAccount(sender));
  } catch (error) {
    return tell(sender, failureMessage(sender.admin, error), { place, responseUrl });
  }
  let who: Principal | undefined;
  try {
    who = await identify(sender, value);
    const said = await act(sender, who, { name: action.action_id, value, decisionId, place, click });
    if (said !== undefined) await tell(sender, said, { place, responseUrl });
  } catch (error) {
    await tell(sender, failureMessage(sender.admin, error), { place, responseUrl });
  } finally {
    await refreshCard(sender, value, place, who);
  }
}

interface ButtonAction {
  name: string;
  value: ButtonValue;
  decisionId: string;
  place: CardRef | undefined;
  click: Click;
}

/** Answers what to tell; nothing where a modal goes on with it. */
async function act(sender: SlackSender, who: Principal, asked: ButtonAction): Promise<string | undefined> {
  const { name, value, decisionId } = asked;
  const { admin } = sender;
  if (value.kind === 'escalation')
    return name === BUTTONS.acknowledge ? acknowledgeAt(admin, who, value, decisionId) : undefined;
  if (name === BUTTONS.reject) return openModal(sender, who, { ...asked, value }, 'reject');
  if (name !== BUTTONS.approve) return undefined;
  if (value.typed) return openModal(sender, who, { ...asked, value }, 'approve');
  return outcomeMessage(await decide(admin, who, value, { decision: 'approve', decisionId }));
}

/** Opens a modal for what has to be said; answers why not where that would be of no use. */
async function openModal(
  { admin, web }: SlackSender,
  who: Principal,
  { value, place, click }: ButtonAction & { value: RequestValue },
  decision: 'approve' | 'reject',
): Promise<string | undefined> {
  assertCan(admin, who, 'decide');
  const record = await readRequest(admin, who, value.id);
  const problem = refusalFor(record, who.name, value);
  if (problem !== undefined) return problem;
  const { trigger_id = '' } = click;
  try {
    await web.views.open({ trigger_id, view: modalFor(record, { decision, value, place }) });
    return undefined;
  } catch (error) {
    const name = slackErrorOf(error) ?? (error as Error).message;
    admin.log(`slack: a modal could not be opened: ${name}`);
    return `Nothing was done: Slack could not ask you further (${name}). Click again, or use the page.`;
  }
}

function valueIn(value: string | undefined): ButtonValue | undefined {
  try {
    return ButtonValueSchema.safeParse(JSON.parse(value ?? '')).data;
  } catch {
    return undefined;
  }
}

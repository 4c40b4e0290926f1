import {
  BUTTONS,
  type ButtonValue,
  ButtonValueSchema,
  type RequestValue,
} from '../../activities/channels/slack/buttons';
import { slackErrorOf } from '../../activities/channels/slack/web-api';
import { demand } from '../access/demand';
import type { Principal } from '../access/principal';
import { readRequest } from '../access/read-request';
import { acknowledgeAt, clickId, decide } from './decide';
import { modalFor } from './modals';
import type { Click } from './payload';
import { accountOf, bringUpToDate, countAgainst } from './afterwards';
import type { Place, SlackSender } from './sender';
import { tell } from './tell';
import { whoClicked } from './who-clicked';
import { whyNot } from './why-not';
import { failureSaid, verdictSaid } from './words';

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
    await countAgainst(sender.desk, accountOf(sender));
  } catch (error) {
    return tell(sender, failureSaid(sender.desk, error), { place, responseUrl });
  }
  let who: Principal | undefined;
  try {
    who = await whoClicked(sender, value);
    const said = await act(sender, who, { name: action.action_id, value, decisionId, place, click });
    if (said !== undefined) await tell(sender, said, { place, responseUrl });
  } catch (error) {
    await tell(sender, failureSaid(sender.desk, error), { place, responseUrl });
  } finally {
    await bringUpToDate(sender, value, place, who);
  }
}

interface Act {
  name: string;
  value: ButtonValue;
  decisionId: string;
  place: Place | undefined;
  click: Click;
}

/** Answers what to tell; nothing where a modal goes on with it. */
async function act(sender: SlackSender, who: Principal, asked: Act): Promise<string | undefined> {
  const { name, value, decisionId } = asked;
  const { desk } = sender;
  if (value.kind === 'escalation')
    return name === BUTTONS.acknowledge ? acknowledgeAt(desk, who, value, decisionId) : undefined;
  if (name === BUTTONS.reject) return ask(sender, who, { ...asked, value }, 'reject');
  if (name !== BUTTONS.approve) return undefined;
  if (value.typed) return ask(sender, who, { ...asked, value }, 'approve');
  return verdictSaid(await decide(desk, who, value, { decision: 'approve', decisionId }));
}

/** Opens a modal for what has to be said; answers why not where that would be of no use. */
async function ask(
  { desk, web }: SlackSender,
  who: Principal,
  { value, place, click }: Act & { value: RequestValue },
  decision: 'approve' | 'reject',
): Promise<string | undefined> {
  demand(desk, who, 'decide');
  const record = await readRequest(desk, who, value.id);
  const problem = whyNot(record, who.name, value);
  if (problem !== undefined) return problem;
  const { trigger_id = '' } = click;
  try {
    await web.views.open({ trigger_id, view: modalFor(record, { decision, value, place }) });
    return undefined;
  } catch (error) {
    const name = slackErrorOf(error) ?? (error as Error).message;
    desk.log(`slack: a modal could not be opened: ${name}`);
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

import type { EscalationValue, RequestValue } from '../../activities/channels/slack/buttons';
import { digest } from '../../rules/digest';
import { acknowledge } from '../access/escalations';
import type { Principal } from '../access/principal';
import { readEscalation } from '../access/read-escalation';
import { decideRequest } from '../access/requests';
import type { Desk } from '../desk/desk';
import { verdictSaid } from './words';

/** Slack waits 3 s for an answer, and some of it goes for other things. */
const PATIENCE = '1500ms';

/** The key under which a click counts once: of what Slack says that identifies it. */
export function clickId(...parts: (string | undefined)[]): string {
  return `slack-${digest(parts.map((part) => part ?? null)).slice(0, 32)}`;
}

/** Decides as the person, on what the card showed. Throws as `decideRequest`. */
export function decide(
  desk: Desk,
  who: Principal,
  { id, stage, contentHash }: RequestValue,
  said: { decision: 'approve' | 'reject'; decisionId: string; reason?: string; confirm?: string },
) {
  const expected = {
    ...(stage !== undefined && { stage }),
    ...(contentHash !== undefined && { contentHash }),
  };
  return decideRequest(desk, who, id, { ...said, expected, patience: PATIENCE });
}

/** "I have it", at the level that the card showed; answers what to tell. Throws as `acknowledge`. */
export async function acknowledgeAt(
  desk: Desk,
  who: Principal,
  { id, level }: EscalationValue,
  decisionId: string,
): Promise<string> {
  const { level: now, status } = await readEscalation(desk, who, id);
  if (status === 'pending' && level !== undefined && level !== now)
    return `It is at the level ${now.replace('_', ' ')} now: look at it again. Nothing was done.`;
  return verdictSaid(await acknowledge(desk, who, id, { decisionId, patience: PATIENCE }), 'You have it');
}

import type { DecisionKind } from '../contract/names';
import { listNames } from './text';

/*
 * Sentences that verdicts about requests, escalations and runs share.
 */

/** What a person has done, after their name: `ana approved`. */
export const DECIDED: Record<DecisionKind, string> = {
  approve: 'approved',
  reject: 'rejected',
  edit: 'edited and approved',
  respond: 'answered',
};

export function decisionIdTaken(decisionId: string): string {
  return `The decisionId '${decisionId}' was used before with other content. Use a new one for a new decision.`;
}

export function teamCannotDecide(team: string, members: string[]): string {
  return `${team} is a team, and a team cannot decide. One of its members must decide under their own name: ${listNames(members)}.`;
}

export function cancelledText({ name, by, at, reason }: Partial<Cancelled>): string {
  return `Cancelled by ${name ?? by} at ${at}${reason ? `: ${reason}` : ''}.`;
}

interface Cancelled {
  name: string | undefined;
  by: string;
  at: string;
  reason: string | undefined;
}

import type { EscalationVerdict, ResolutionAction } from '../../contract/escalation';
import type { Level } from '../../contract/level';
import { type ActingOptions, attemptEscalation } from './attempt-escalation';
import type { CancelOptions } from '../requests/decide';
import type { Session } from '../temporal/session';

/**
 * What people do with an escalation. Every attempt gets a verdict, refused and malformed ones too (design rule 9); with
 * no worker it is `queued`, and counts once when one is back. Each throws EscalationNotFound, TemporalUnreachable when
 * it could not be delivered, and InvalidInput when `patience` is no duration.
 */

export interface AcknowledgeOptions extends ActingOptions {
  /** The person who has it now. */
  acknowledgedBy: string;
  notes?: string;
}

export interface ResolveOptions extends ActingOptions {
  /** The person who decides. */
  resolvedBy: string;
  /** `continue`: the run goes on. `abort`: it ends as aborted. `modify`: its next step is given `modification`. */
  action: ResolutionAction;
  /** What was found and done. */
  resolution: string;
  /** With `modify`, and only there: JSON of at most 48 KB, handed to the next step exactly once. */
  modification?: unknown;
}

export interface PromoteOptions extends ActingOptions {
  promotedBy: string;
  reason?: string;
  /** The level the person saw: promoted meanwhile, the attempt is `superseded`. */
  expectedLevel?: Level;
}

export interface ReassignOptions extends ActingOptions {
  reassignedBy: string;
  /** People and teams, instead of those the level asks; at most 50. */
  assignees: string[];
  reason?: string;
}

/** "I have it": stops promotion, not the deadline. */
export function acknowledge(
  session: Session,
  id: string,
  options: AcknowledgeOptions,
): Promise<EscalationVerdict> {
  return attemptEscalation(session, id, 'acknowledge', options);
}

/** Ends it: the run goes on, ends, or goes on otherwise (design, escalations, rule 7). */
export function resolve(session: Session, id: string, options: ResolveOptions): Promise<EscalationVerdict> {
  return attemptEscalation(session, id, 'resolve', options);
}

/** Asks the next level that has assignees, now. */
export function promote(session: Session, id: string, options: PromoteOptions): Promise<EscalationVerdict> {
  return attemptEscalation(session, id, 'promote', options);
}

/** Asks others at the same level; those asked before keep their right to resolve. */
export function reassign(session: Session, id: string, options: ReassignOptions): Promise<EscalationVerdict> {
  return attemptEscalation(session, id, 'reassign', options);
}

/** Cancels it, as its run or an operator. */
export function cancelEscalation(
  session: Session,
  id: string,
  options: CancelOptions,
): Promise<EscalationVerdict> {
  return attemptEscalation(session, id, 'cancel', options);
}

import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { CancelMessageSchema } from '../../contract/decision';
import type { Duration } from '../../contract/duration';
import type { EscalationVerdict, ResolutionAction } from '../../contract/escalation';
import {
  AcknowledgeSchema,
  PromoteSchema,
  ReassignSchema,
  ResolveSchema,
} from '../../contract/escalation-messages';
import type { Level } from '../../contract/names';
import type { EscalationAttempt } from '../../rules/escalations/attempt';
import { judgeEscalation } from '../../rules/escalations/judge';
import { toPlainJson } from '../input';
import type { CancelOptions } from '../requests/decide';
import { signed } from '../signing';
import { endedRecord, find } from '../temporal/read';
import type { Session } from '../temporal/session';
import { escalationStatusOf, levelOf } from '../temporal/status';
import { submit } from '../temporal/submit';
import { ESCALATION } from './entity';

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
  return actOnEscalation(session, id, 'acknowledge', options);
}

/** Ends it: the run goes on, ends, or goes on otherwise (design, escalations, rule 7). */
export function resolve(session: Session, id: string, options: ResolveOptions): Promise<EscalationVerdict> {
  return actOnEscalation(session, id, 'resolve', options);
}

/** Asks the next level that has assignees, now. */
export function promote(session: Session, id: string, options: PromoteOptions): Promise<EscalationVerdict> {
  return actOnEscalation(session, id, 'promote', options);
}

/** Asks others at the same level; those asked before keep their right to resolve. */
export function reassign(session: Session, id: string, options: ReassignOptions): Promise<EscalationVerdict> {
  return actOnEscalation(session, id, 'reassign', options);
}

/** Cancels it, as its run or an operator. */
export function cancelEscalation(
  session: Session,
  id: string,
  options: CancelOptions,
): Promise<EscalationVerdict> {
  return actOnEscalation(session, id, 'cancel', options);
}

/** What everybody who acts on an escalation may say. */
export interface ActingOptions {
  /** Idempotency key, within its person. Default: none; of a manager that signs, random. */
  decisionId?: string;
  /** The tool it comes from. Default `sdk`. */
  via?: string;
  /** How long to wait for the verdict before it is `queued`. Default: the manager's, 5 s. */
  patience?: Duration;
}

type Verb = Exclude<EscalationAttempt['kind'], 'unreadable'>;

const SCHEMAS: Record<Verb, z.ZodType<object>> = {
  acknowledge: AcknowledgeSchema,
  resolve: ResolveSchema,
  promote: PromoteSchema,
  reassign: ReassignSchema,
  cancel: CancelMessageSchema,
};

/** Sends an attempt to an escalation and answers with its verdict; after the end, with that of the same function. */
async function actOnEscalation(
  session: Session,
  id: string,
  name: Verb,
  options: ActingOptions & { modification?: unknown },
): Promise<EscalationVerdict> {
  const { patience, via = 'sdk', modification, ...said } = options;
  const { signer } = session;
  // Whoever cancels need not sign.
  const isSigned = signer !== undefined && name !== 'cancel';
  const described = await find(session, ESCALATION, id);
  return submit<EscalationVerdict, object>(session, {
    kind: ESCALATION,
    id,
    name,
    schema: SCHEMAS[name],
    said: () => ({
      ...said,
      ...(isSigned && { decisionId: said.decisionId ?? randomUUID() }),
      ...(modification !== undefined && { modification: toPlainJson(modification, 'modification') }),
      via,
    }),
    ...(isSigned && {
      sign: (message) =>
        signed(signer, { kind: name, namespace: session.client.options.namespace, id }, message),
    }),
    patience,
    standing: async () => ({ status: escalationStatusOf(described), id, level: levelOf(described) }),
    async afterTheEnd(message) {
      const record = await endedRecord(session, ESCALATION, await find(session, ESCALATION, id));
      const late = { kind: name, message, at: Date.now(), transport: 'update' } as EscalationAttempt;
      return judgeEscalation(record, late).verdict;
    },
  });
}

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
 * What people do with an escalation. Every attempt gets a verdict, also a refused or malformed one (design rule 9).
 * Without a worker the verdict is `queued`, and the attempt counts once when a worker is back. Each function throws
 * EscalationNotFound, TemporalUnreachable when the attempt could not be delivered, and InvalidInput when `patience` is
 * not a duration.
 */

export interface AcknowledgeOptions extends ActingOptions {
  /** The person who takes it. */
  acknowledgedBy: string;
  notes?: string;
}

/** Who resolves an escalation, and what the run does next. */
export interface ResolveOptions extends ActingOptions {
  /** The person who decides. */
  resolvedBy: string;
  /** `continue`: the run continues. `abort`: the run ends as aborted. `modify`: the run's next step receives `modification`. */
  action: ResolutionAction;
  /** What was found and done. */
  resolution: string;
  /** Only with `modify`: JSON of at most 48 KB. The next step receives it exactly once. */
  modification?: unknown;
}

/** Who promotes an escalation to a higher level, and why. */
export interface PromoteOptions extends ActingOptions {
  promotedBy: string;
  reason?: string;
  /** The level that the person saw. If the escalation has been promoted since, the attempt is `superseded`. */
  expectedLevel?: Level;
}

/** Who reassigns an escalation, to which people, and why. */
export interface ReassignOptions extends ActingOptions {
  reassignedBy: string;
  /** At most 50 people and teams, who replace the current assignees. */
  assignees: string[];
  reason?: string;
}

/** Acknowledges: stops promotion, not the deadline. */
export function acknowledge(
  session: Session,
  id: string,
  options: AcknowledgeOptions,
): Promise<EscalationVerdict> {
  return actOnEscalation(session, id, 'acknowledge', options);
}

/** Resolves the escalation: continue, abort or modify the run (design escalation rule 7). */
export function resolve(session: Session, id: string, options: ResolveOptions): Promise<EscalationVerdict> {
  return actOnEscalation(session, id, 'resolve', options);
}

/** Promotes the escalation now, to the next level that has assignees. */
export function promote(session: Session, id: string, options: PromoteOptions): Promise<EscalationVerdict> {
  return actOnEscalation(session, id, 'promote', options);
}

/** Assigns the escalation to others at the same level. The earlier assignees may still resolve it. */
export function reassign(session: Session, id: string, options: ReassignOptions): Promise<EscalationVerdict> {
  return actOnEscalation(session, id, 'reassign', options);
}

/** Cancels the escalation. Only its run or an operator may do this. */
export function cancelEscalation(
  session: Session,
  id: string,
  options: CancelOptions,
): Promise<EscalationVerdict> {
  return actOnEscalation(session, id, 'cancel', options);
}

/** Options of every action on an escalation. */
export interface ActingOptions {
  /** Idempotency key, per person. Default: none; a random one if the manager signs. */
  decisionId?: string;
  /** The tool that sends it. Default `sdk`. */
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

/** Sends an attempt to an escalation and returns its verdict. After the end the same function judges it here. */
async function actOnEscalation(
  session: Session,
  id: string,
  name: Verb,
  options: ActingOptions & { modification?: unknown },
): Promise<EscalationVerdict> {
  const { patience, via = 'sdk', modification, ...given } = options;
  const { signer } = session;
  // A cancellation needs no signature.
  const isSigned = signer !== undefined && name !== 'cancel';
  const described = await find(session, ESCALATION, id);
  return submit<EscalationVerdict, object>(session, {
    entity: ESCALATION,
    id,
    name,
    schema: SCHEMAS[name],
    content: () => ({
      ...given,
      ...(isSigned && { decisionId: given.decisionId ?? randomUUID() }),
      ...(modification !== undefined && { modification: toPlainJson(modification, 'modification') }),
      via,
    }),
    ...(isSigned && {
      sign: (message) =>
        signed(signer, { kind: name, namespace: session.client.options.namespace, id }, message),
    }),
    patience,
    unjudged: async () => ({ status: escalationStatusOf(described), id, level: levelOf(described) }),
    async afterEnd(message) {
      const record = await endedRecord(session, ESCALATION, await find(session, ESCALATION, id));
      const late = { kind: name, message, at: Date.now(), transport: 'update' } as EscalationAttempt;
      return judgeEscalation(record, late).verdict;
    },
  });
}

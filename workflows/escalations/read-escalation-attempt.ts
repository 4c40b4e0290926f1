import type { RawValue } from '@temporalio/common';
import { CancelMessageSchema } from '../../contract/decision';
import type { EscalationVerdict } from '../../contract/escalation';
import {
  AcknowledgeSchema,
  PromoteSchema,
  RaiseSchema,
  ReassignSchema,
  ResolveSchema,
} from '../../contract/escalation-messages';
import { LIMITS } from '../../contract/limits';
import { escalationVerdict, isSignable } from '../../rules/escalations/escalation-attempt';
import { judgeEscalation } from '../../rules/escalations/judge-escalation';
import type { Arrived, EscalationDesk } from './escalation-desk';
import { isAsking } from './look-up';
import { readMessage } from '../raw-message';

/** What each message is read by. */
const SCHEMAS = {
  acknowledge: AcknowledgeSchema,
  resolve: ResolveSchema,
  promote: PromoteSchema,
  reassign: ReassignSchema,
  cancel: CancelMessageSchema,
  raise: RaiseSchema,
} as const;

/** An attempt at an escalation, from payloads as they came. */
export function readEscalationAttempt(name: string, sent: RawValue[], door: 'signal' | 'update'): Arrived {
  const at = Date.now();
  const kind = name as keyof typeof SCHEMAS;
  const read = readMessage<unknown>(SCHEMAS[kind], sent);
  if (!read.ok) return { at, door, kind: 'unreadable', problem: read.problem };
  return { at, door, kind, message: read.message } as Arrived;
}

/**
 * What leaves no trace in history: what is malformed and, once 100 refusals are recorded, the unauthorized (design rule
 * 12). Whether a signature fits cannot be told here, so it may fit.
 */
export function refuseEscalationAttempt(
  desk: EscalationDesk,
  attempt: Arrived,
): EscalationVerdict | undefined {
  const { record } = desk;
  if (attempt.kind === 'raise') return undefined;
  if (attempt.kind === 'unreadable') return escalationVerdict(record, 'invalid', attempt.problem);
  if (record.refused.length < LIMITS.recordedRefusals || record.plan === undefined) return undefined;
  if (isAsking(desk)) return undefined;
  const signed = isSignable(attempt) && attempt.message.signature !== undefined;
  const { verdict } = judgeEscalation(record, signed ? { ...attempt, signatureCheck: 'fits' } : attempt);
  return verdict.outcome === 'not_authorized' ? verdict : undefined;
}

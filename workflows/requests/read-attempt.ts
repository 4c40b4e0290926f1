import type { RawValue } from '@temporalio/common';
import { CancelMessageSchema, DecisionMessageSchema } from '../../contract/decision';
import { LIMITS } from '../../contract/limits';
import type { RequestRecord } from '../../contract/record';
import type { Verdict } from '../../contract/verdict';
import { type Attempt, verdict } from '../../rules/requests/attempt';
import { judge } from '../../rules/requests/judge';
import { readMessage } from '../raw-message';

/** An attempt at a request, from payloads as they came. */
export function readAttempt(name: string, sent: RawValue[], door: 'signal' | 'update'): Attempt {
  const trace = { at: Date.now(), door };
  if (name === 'decide') {
    const read = readMessage(DecisionMessageSchema, sent);
    return read.ok
      ? { ...trace, kind: 'decide', message: read.message }
      : { ...trace, kind: 'unreadable', problem: read.problem };
  }
  const read = readMessage(CancelMessageSchema, sent);
  return read.ok
    ? { ...trace, kind: 'cancel', message: read.message }
    : { ...trace, kind: 'unreadable', problem: read.problem };
}

/**
 * What leaves no trace in history: what is malformed and, once 100 refusals are recorded, the unauthorized (design rule
 * 12). Whether a signature fits cannot be told here, so it may fit.
 */
export function refuseAttempt(record: RequestRecord, attempt: Attempt): Verdict | undefined {
  if (attempt.kind === 'unreadable') return verdict(record, 'invalid', attempt.problem);
  const isPlanned = record.plan?.teams !== undefined;
  if (record.refused.length < LIMITS.recordedRefusals || !isPlanned) return undefined;
  const signed = attempt.kind === 'decide' && attempt.message.signature !== undefined;
  const judged = judge(record, signed ? { ...attempt, signatureCheck: 'fits' } : attempt);
  return judged.verdict.outcome === 'not_authorized' ? judged.verdict : undefined;
}

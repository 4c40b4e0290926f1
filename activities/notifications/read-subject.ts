import { activityInfo } from '@temporalio/activity';
import type { EscalationRecord } from '../../contract/escalation';
import { LIMITS } from '../../contract/limits';
import { WORKFLOW_TYPES } from '../../contract/names';
import type { Subject, SubjectRecord } from '../../contract/notification';
import { UseRecordSchema } from '../../contract/records/use';
import type { RequestRecord } from '../../contract/request';
import type { UseRecord } from '../../contract/use';
import { useId } from '../../rules/ids';
import { useAsStarted, withUnknownOutcome } from '../../rules/uses/judge';
import { readStart } from './first-event';
import { findWorkflow } from './read-workflow';
import type { SubjectRecords } from './subject-records';

const TYPES: Record<Subject['kind'], string[]> = {
  request: [WORKFLOW_TYPES.approval, WORKFLOW_TYPES.confirmation],
  escalation: [WORKFLOW_TYPES.escalation],
};

const MAX_ATTEMPTS = 5;

/**
 * The current record of a subject: from its workflow while it is open, from its result after its end. An approved request comes
 * with its claims. Returns nothing if there is no such workflow, or if it ended without a record.
 *
 * @throws when Temporal or the worker of the subject does not answer; the activity is then retried
 */
export async function readSubject(
  records: SubjectRecords,
  { kind, id }: Subject,
): Promise<SubjectRecord | undefined> {
  const found = await findWorkflow(records, id, TYPES[kind]);
  if (found === undefined) return undefined;
  if (found.state !== 'stopped') return toSubjectRecord(records, kind, await found.read());
  const record = await found.read().catch(undefinedAfterRetries);
  return record && toSubjectRecord(records, kind, endedInTemporal(record, found.closedAt));
}

/** A workflow that Temporal ended because it failed may not answer queries either. Then give up after some attempts. */
function undefinedAfterRetries(error: unknown): undefined {
  if (activityInfo().attempt < MAX_ATTEMPTS) throw error;
}

async function toSubjectRecord(
  records: SubjectRecords,
  kind: Subject['kind'],
  found: object,
): Promise<SubjectRecord> {
  if (kind === 'escalation') return { kind, record: found as EscalationRecord };
  const record = found as RequestRecord;
  const uses = record.status === 'approved' ? await readUses(records, record.id) : [];
  return { kind, record, ...(uses.length > 0 && { uses }) };
}

/** The claims of an approved request: the released ones, and at the end the one that stands, if there is one. */
async function readUses(records: SubjectRecords, requestId: string): Promise<UseRecord[]> {
  const uses: UseRecord[] = [];
  for (let number = 1; number <= LIMITS.claims; number++) {
    const use = await readUse(records, useId(requestId, number));
    if (use === undefined) break;
    uses.push(use);
    if (use.outcome !== 'not_started') break;
  }
  return uses;
}

/** If the worker of a claim does not answer, the claim is as it started: it must not delay the messages about its request. */
async function readUse(records: SubjectRecords, id: string): Promise<UseRecord | undefined> {
  const found = await findWorkflow(records, id, [WORKFLOW_TYPES.use]);
  if (found === undefined) return undefined;
  if (found.state === 'stopped')
    return withUnknownOutcome(await startedUse(id), (found.closedAt ?? now()).getTime(), 'ended in Temporal');
  const read = found.state === 'completed' ? found.read() : found.read().catch(() => undefined);
  return UseRecordSchema.safeParse(await read).data ?? startedUse(id);
}

async function startedUse(id: string): Promise<UseRecord> {
  const start = await readStart(id);
  return useAsStarted(id, start?.argument, (start?.at ?? now()).getTime());
}

/** The record of a workflow that was terminated or cancelled in Temporal: it counts as cancelled. */
function endedInTemporal(record: object, closedAt = now()): object {
  const end = { at: closedAt.toISOString(), by: 'operator', reason: 'ended in Temporal' };
  return {
    ...record,
    status: 'cancelled',
    needed: [],
    end: { status: 'cancelled', ...end },
    cancelled: end,
  };
}

function now(): Date {
  return new Date(activityInfo().currentAttemptScheduledTimestampMs);
}

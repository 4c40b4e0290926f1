import type { DescribedWorkflow } from '../temporal/row';
import type { EscalationInput, EscalationRecord } from '../../contract/escalation';
import { EscalationNotFound } from '../../contract/errors';
import { WORKFLOW_TYPES } from '../../contract/names';
import { cancelEscalation } from '../../rules/escalations/record';
import { openEscalation } from '../../rules/escalations/open';
import { callTemporal } from '../temporal/calls';
import { escalationStatusOf, levelOf, openFieldsOf } from '../temporal/status';
import { readFirstEvent } from '../temporal/first-event';
import type { ReadableEntity, Session, TemporalEnd } from '../temporal/session';

/** An escalation as far as it is known. */
export type EscalationView = EscalationRecord & {
  /** Fields that no worker was there to tell: they are empty, and mean nothing. Absent when all is known. */
  unknown?: string[];
};

export const ESCALATION: ReadableEntity<EscalationView> = {
  noun: 'escalation',
  types: [WORKFLOW_TYPES.escalation],
  NotFound: EscalationNotFound,
  withoutWorker,
  brokenOff,
};

const WORKER_ONLY_FIELDS = [
  'plan',
  'acknowledgedBy',
  'acknowledgedAt',
  'round',
  'history',
  'refused',
  'refusedCount',
  'reassigned',
];

/** As Temporal alone knows it: what is wrong, since it is the workflow's input, its level, and who is asked until when. */
async function withoutWorker(session: Session, described: DescribedWorkflow): Promise<EscalationView> {
  const { workflowId: id, startTime } = described;
  const { args, state } = await callTemporal(session.client, () => readFirstEvent(session.client, id));
  const [given] = args;
  const input = readInput(given);
  // Of a run that goes on for an earlier one.
  const carried = state as EscalationRecord | undefined;
  const { runId = '', reason = '', requestId } = described.memo;
  const remembered = { runId, reason, ...(requestId !== undefined && { requestId }) };
  const opened =
    carried ??
    openEscalation(
      id,
      input ?? { ...remembered, level: levelOf(described), triggers: [] },
      startTime.getTime(),
    );
  const { expiresAt, approvers, isIncomplete } = openFieldsOf(described);
  return {
    ...opened,
    status: escalationStatusOf(described),
    level: levelOf(described),
    ...(approvers && { assignees: approvers }),
    ...(expiresAt !== undefined && { dueAt: expiresAt }),
    unknown: [
      ...(input || carried ? [] : ['context', 'triggers', 'escalatedBy']),
      ...(approvers && !isIncomplete ? [] : ['assignees']),
      ...WORKER_ONLY_FIELDS.filter((field) => !carried || field !== 'plan'),
    ],
  };
}

function readInput(given: unknown): EscalationInput | undefined {
  const input = given as Partial<EscalationInput> | null | undefined;
  if (typeof input?.reason !== 'string' || typeof input.runId !== 'string') return undefined;
  return { ...(input as EscalationInput), triggers: input.triggers ?? [] };
}

/** Whatever Temporal did to it, nobody resolved it: it is cancelled (design, Temporal). */
function brokenOff(
  { unknown, ...view }: EscalationView,
  { at, by, name, reason }: TemporalEnd,
): EscalationView {
  const cancelled = { at, by, ...(name !== undefined && { name }), reason };
  // Its workflow is closed, and a search attribute may still say otherwise.
  const ended = cancelEscalation({ ...view, status: 'pending' }, cancelled);
  return { ...ended, ...(unknown && { unknown }) };
}

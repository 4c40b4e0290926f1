import { defined } from '../../contract/defined';
import { EscalationNotFound } from '../../contract/errors';
import type { EscalationInput, EscalationRecord, EscalationView } from '../../contract/escalation';
import { WORKFLOW_TYPES } from '../../contract/names';
import { openEscalation } from '../../rules/escalations/open';
import { cancelEscalation } from '../../rules/escalations/record';
import { callTemporal } from '../temporal/calls';
import { readFirstEvent } from '../temporal/first-event';
import type { DescribedWorkflow } from '../temporal/row';
import type { ReadableEntity, Session, TemporalEnd } from '../temporal/session';
import { escalationStatusOf, levelOf, openFieldsOf } from '../temporal/status';

export type { EscalationView };

export const ESCALATION: ReadableEntity<EscalationView> = {
  noun: 'escalation',
  types: [WORKFLOW_TYPES.escalation],
  NotFound: EscalationNotFound,
  withoutWorker,
  endedByTemporal,
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

/** The escalation from Temporal's data alone: the workflow's input, the level, the assignees and the deadline. */
async function withoutWorker(session: Session, described: DescribedWorkflow): Promise<EscalationView> {
  const { workflowId: id, startTime, runId: run } = described;
  const { args, state } = await callTemporal(session.client, () => readFirstEvent(session.client, id, run));
  const [given] = args;
  const input = readInput(given);
  // The state of a run that continues an earlier one.
  const carried = state as EscalationRecord | undefined;
  const { runId = '', reason = '', requestId } = described.memo;
  const remembered = { runId, reason, ...defined({ requestId }) };
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
    ...defined({ assignees: approvers, dueAt: expiresAt }),
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

/** Temporal ended its workflow, so nobody resolved it: it is cancelled (design section temporal). */
function endedByTemporal(
  { unknown, ...view }: EscalationView,
  { at, by, name, reason }: TemporalEnd,
): EscalationView {
  const cancelled = { at, by, ...defined({ name }), reason };
  // Its workflow is closed, although a search attribute may still say that it is open.
  const ended = cancelEscalation({ ...view, status: 'pending' }, cancelled);
  return { ...ended, ...defined({ unknown }) };
}

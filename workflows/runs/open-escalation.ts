import { defined } from '../../contract/defined';
import type { EscalationInput, EscalationRecord } from '../../contract/escalation';
import type { RaiseMessage } from '../../contract/escalation-messages';
import { MESSAGES } from '../../contract/names';
import { openEscalation } from '../../rules/escalations/open';
import { cancelEscalation } from '../../rules/escalations/record';
import { childId } from '../../rules/ids';
import {
  openEscalationOf,
  withEndedEscalation,
  withEscalation,
  withEscalationId,
  withFired,
} from '../../rules/runs/escalations';
import { isoTime } from '../../rules/text';
import { startEscalationChild, startWithFreeId, childFailure } from '../core/children';
import {
  type OpenedEscalation,
  type EscalationCause,
  isRunning,
  type RunState,
  startChildOfRun,
} from './state';

/**
 * Opens an escalation, or raises the open one (design escalation rule 2). It returns when the workflow of the escalation has
 * started.
 */
export async function escalateRun(
  state: RunState,
  cause: EscalationCause,
): Promise<{ id: string; opened: boolean }> {
  if (openEscalationOf(state.record)) {
    state.update(withFired(state.record, cause.triggers ?? []));
    const open = await state.escalation;
    await open?.raise(cause);
    return { id: open?.id ?? '', opened: false };
  }
  const { id: runId, escalations } = state.record;
  const { level, reason, triggers = [], escalatedBy, context } = cause;
  const id = childId(runId, `escalation-${escalations.length + 1}`);
  const by = escalatedBy !== undefined && { escalatedBy };
  const opened = { id, status: 'pending' as const, level, reason, ...by, startedAt: isoTime(Date.now()) };
  state.update(withEscalation(state.record, opened, triggers));
  const input = { runId, level, reason, triggers, ...by, ...defined({ context }) };
  state.escalation = openEscalationChild(state, id, input);
  return { id: (await state.escalation).id, opened: true };
}

/** Starts the child and applies its end to the run in the background. Never rejects. */
async function openEscalationChild(
  state: RunState,
  planned: string,
  input: EscalationInput,
): Promise<OpenedEscalation> {
  const raised: EscalationCause[] = [];
  state.openChildren++;
  const ended = (record: EscalationRecord) =>
    applyEscalationEnd(state, record, raised.slice(record.raiseCount));
  const start = (id: string) => startEscalationChild(input, { workflowId: id });
  try {
    const child = await startChildOfRun(state, () => startWithFreeId(planned, start));
    const id = child.workflowId;
    state.update(withEscalationId(state.record, planned, id));
    child.result().then(ended, (error: unknown) => ended(escalationWithoutResult(id, input, error)));
    const raise = async (cause: EscalationCause) => {
      raised.push(cause);
      // It may have just ended. Its record says how many raises it has taken.
      await child.signal<[RaiseMessage]>(MESSAGES.raise, toRaiseMessage(cause)).catch(() => {});
    };
    return { id, raise };
  } catch (error) {
    ended(escalationWithoutResult(planned, input, error));
    return { id: planned, raise: async () => {} };
  }
}

/** Applies the end of an escalation to the run. Causes that were raised too late for it are escalated again. */
function applyEscalationEnd(state: RunState, ended: EscalationRecord, missed: EscalationCause[]): void {
  state.openChildren--;
  state.endedEscalations.set(ended.id, ended);
  const now = Date.now();
  const unseen = missed.flatMap(({ triggers = [] }) => triggers.map(({ name }) => name));
  state.update(state.applyResolution(withEndedEscalation(state.record, ended, now, unseen), ended, now));
  if (isRunning(state)) missed.forEach((cause) => void escalateRun(state, cause));
}

/** A limit, since names of triggers may be long and a message has 64 KB. */
const MAX_TRIGGER_NAMES = 100;

function toRaiseMessage({ level, reason, escalatedBy, triggers = [] }: EscalationCause): RaiseMessage {
  const names = triggers.slice(0, MAX_TRIGGER_NAMES).map(({ name }) => name);
  return {
    level,
    reason,
    ...defined({ escalatedBy }),
    ...(names.length > 0 && { triggers: names }),
  };
}

/** The record of an escalation without a result. It has no resolution, so there is no consent to continue. */
function escalationWithoutResult(id: string, input: EscalationInput, error: unknown): EscalationRecord {
  const now = Date.now();
  return cancelEscalation(openEscalation(id, input, now), { at: isoTime(now), ...childFailure(error) });
}

import type { FiredTrigger } from '../../contract/check';
import type { EscalationInput, EscalationRecord } from '../../contract/escalation';
import type { RaiseMessage } from '../../contract/escalation-messages';
import type { Level } from '../../contract/level';
import { MESSAGES } from '../../contract/names';
import { cancelEscalation } from '../../rules/escalations/end-escalation';
import { afterEscalation } from '../../rules/runs/end-run';
import { openEscalation } from '../../rules/escalations/open-escalation';
import {
  openEscalationOf,
  withEndedEscalation,
  withEscalation,
  withFired,
} from '../../rules/runs/run-escalations';
import { isoTime } from '../../rules/time';
import { childId, startEscalationChild } from '../children';
import { type RunDesk, startWithRun } from './run-desk';

/** Why a run escalates. */
export interface Cause {
  level: Level;
  reason: string;
  triggers?: FiredTrigger[];
  escalatedBy?: string;
  context?: Record<string, unknown>;
}

/**
 * Escalates: opens an escalation, or raises the one that is open (design, escalations, rule 2). Resolves once its
 * workflow is there to be asked.
 */
export async function escalateRun(desk: RunDesk, cause: Cause): Promise<{ id: string; opened: boolean }> {
  const { level, reason, triggers = [], escalatedBy, context } = cause;
  const open = openEscalationOf(desk.record);
  if (open) {
    desk.update(withFired(desk.record, triggers));
    await (
      await desk.raise
    )?.({ level, reason, ...(escalatedBy !== undefined && { escalatedBy }) });
    return { id: open.id, opened: false };
  }
  const { id: runId, escalations } = desk.record;
  const id = childId(runId, `escalation-${escalations.length + 1}`);
  const input: EscalationInput = {
    runId,
    level,
    reason,
    triggers,
    ...(escalatedBy !== undefined && { escalatedBy }),
    ...(context && { context }),
  };
  const opened = {
    id,
    status: 'pending' as const,
    level,
    reason,
    ...(escalatedBy !== undefined && { escalatedBy }),
    startedAt: isoTime(Date.now()),
  };
  desk.update(withEscalation(desk.record, opened, triggers));
  desk.raise = follow(desk, id, input);
  await desk.raise;
  return { id, opened: true };
}

/** Starts the child and, in the background, takes its resolution to the run. Never rejects. */
async function follow(
  desk: RunDesk,
  id: string,
  input: EscalationInput,
): Promise<(message: RaiseMessage) => Promise<void>> {
  desk.openChildren++;
  const ended = (record: EscalationRecord) => {
    desk.openChildren--;
    desk.ended.set(id, record);
    const now = Date.now();
    desk.update(afterEscalation(withEndedEscalation(desk.record, record, now), record, now));
  };
  try {
    const child = await startWithRun(desk, () => startEscalationChild(input, { workflowId: id }));
    child.result().then(ended, (error: unknown) => ended(withoutResult(id, input, error)));
    return async (message) => {
      // It may have ended this moment: then its resolution is on its way, and nothing is left to raise.
      await child.signal<[RaiseMessage]>(MESSAGES.raise, message).catch(() => {});
    };
  } catch (error) {
    ended(withoutResult(id, input, error));
    return async () => {};
  }
}

/** An escalation that Temporal ended before it could say how: no resolution, and no consent to go on. */
function withoutResult(id: string, input: EscalationInput, error: unknown): EscalationRecord {
  const now = Date.now();
  const cause = (error as { cause?: Error }).cause ?? (error as Error);
  return cancelEscalation(openEscalation(id, input, now), {
    at: isoTime(now),
    by: 'operator',
    reason: `ended in Temporal: ${cause.message}`.slice(0, 500),
  });
}

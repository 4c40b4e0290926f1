import { defined } from '../../contract/defined';
import type { EscalationRecord } from '../../contract/escalation';
import type { RunStatus } from '../../contract/names';
import type { RunEnd, RunRecord, RunVerdict } from '../../contract/run';
import { escalationEnded } from '../escalations/explain';
import { peopleOfEntry, spellingHint } from '../teams';
import { isoTime } from '../text';

/** The ended run. A run that has already ended does not change. */
export function endRun(
  run: RunRecord,
  status: Exclude<RunStatus, 'running'>,
  now: number,
  end: Omit<RunEnd, 'at'>,
): RunRecord {
  if (run.status !== 'running') return run;
  return { ...run, status, end: { at: isoTime(now), ...end } };
}

/**
 * The run after its escalation has ended: `abort` ends the run, `modify` hands the modification to the next step,
 * `continue` lets it continue. An escalation that ended without a resolution is not consent and aborts the run.
 */
export function afterEscalation(run: RunRecord, ended: EscalationRecord, now: number): RunRecord {
  const { resolution } = ended;
  if (resolution?.action === 'continue') return run;
  if (resolution?.action === 'modify') return withGuidance(run, resolution.modification, now);
  return endRun(run, 'aborted', now, {
    by: resolution?.by ?? 'system',
    ...defined({ name: resolution?.resolvedBy }),
    reason: resolution?.resolution ?? escalationEnded(ended),
  });
}

/** Modifications that may wait for the next steps. Each can have 48 KB. */
const MAX_GUIDANCE = 10;

/**
 * The run with one more modification for a step. If an earlier modification still waits, this one goes to the step after
 * that. The agent of an attached run reads it in the resolution instead.
 */
function withGuidance(run: RunRecord, value: unknown, now: number): RunRecord {
  const { guidance, form } = run;
  if (form === 'attached') return run;
  if (guidance === undefined) return { ...run, guidance: { value } };
  const later = [...(guidance.later ?? []), value];
  if (later.length < MAX_GUIDANCE) return { ...run, guidance: { ...guidance, later } };
  const message = `more than ${MAX_GUIDANCE} modifications wait for the next steps`;
  const error = { name: 'TooManyModifications', message };
  return endRun(run, 'failed', now, { by: 'system', reason: message, error });
}

/** The verdict on an attempt to finish or cancel the run, and the record after it. */
export function judgeRunEnd(
  run: RunRecord,
  attempt: { attemptId?: string } & (
    { kind: 'finish'; output?: unknown } | { kind: 'cancel'; cancelledBy: string; reason?: string }
  ),
  now: number,
): { run: RunRecord; verdict: RunVerdict } {
  const { attemptId } = attempt;
  const attemptField = attemptId !== undefined && { attemptId };
  const answer = (outcome: RunVerdict['outcome'], after: RunRecord, message: string) => ({
    run: after,
    verdict: { outcome, status: after.status, id: run.id, message },
  });
  if (run.status !== 'running') {
    const wanted = attempt.kind === 'finish' ? 'completed' : 'cancelled';
    const again = attemptId !== undefined && run.end?.attemptId === attemptId;
    if (run.status === wanted) return answer(again ? 'accepted' : 'duplicate', run, runEnded(run));
    return answer(run.status === 'cancelled' ? 'cancelled' : 'conflict', run, runEnded(run));
  }
  if (attempt.kind === 'cancel') {
    const { cancelledBy: name, reason } = attempt;
    if (!canCancelRun(run, name)) return answer('not_authorized', run, cancelRunRefusal(run, name));
    const ended = endRun(run, 'cancelled', now, {
      by: 'people',
      name,
      ...(reason && { reason }),
      ...attemptField,
    });
    return answer('accepted', ended, 'Cancelled.');
  }
  if (run.form === 'hosted')
    return answer(
      'invalid',
      run,
      'A hosted run cannot be finished: it ends when its agent answers done. Cancel it instead.',
    );
  const finished = { ...run, ...defined({ output: attempt.output }) };
  return answer(
    'accepted',
    endRun(finished, 'completed', now, { by: 'agent', ...attemptField }),
    'Finished.',
  );
}

/** How the run ended, as text. */
export function runEnded({ id, status, end }: RunRecord): string {
  if (!end) return `${id} is still running.`;
  const reason = end.reason ? `: ${end.reason}` : '.';
  return `${id}: ${status} by ${end.name ?? end.by} at ${end.at}${reason}`;
}

/** Whether this name may cancel the run and its requests: its requester, the run itself or an operator. */
export function canCancelRun(run: RunRecord, name: string): boolean {
  return [run.id, run.requesterId, ...operatorsOf(run)].includes(name);
}

/** The operators as people: teams are replaced by their members. */
function operatorsOf({ plan }: RunRecord): string[] {
  const { operators = [], teams = {} } = plan ?? {};
  return operators.flatMap((entry) => peopleOfEntry(teams, entry));
}

/** Whether a person may still turn out to be an operator: the directory has not been asked about the operators yet. */
export function mayBeOperator({ plan }: RunRecord): boolean {
  return plan !== undefined && plan.teams === undefined && plan.operators.length > 0;
}

function cancelRunRefusal(run: RunRecord, name: string): string {
  const requester = run.requesterId === undefined ? '' : `its requester ${run.requesterId}, `;
  const operators = run.plan?.operators ?? [];
  const who =
    operators.length > 0 ? `an operator (${operators.join(', ')})` : 'an operator (the config has none)';
  const hint = spellingHint(name, [run.requesterId ?? run.id, ...operatorsOf(run)]);
  return `${name} may not cancel ${run.id}. Only ${requester}its agent (as ${run.id}) or ${who} may.${hint}`;
}

import type { EscalationRecord } from '../../contract/escalation';
import type { RunEnd, RunRecord, RunVerdict } from '../../contract/run';
import { escalationEnded } from '../escalations/explain';
import { isTeam, spellingHint } from '../requests/people';
import { isoTime } from '../text';
import type { RunStatus } from '../../contract/names';

/** The run ended. What has ended stays as it ended. */
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
 * What the end of an escalation means for its run: `abort` ends it, `modify` hands its modification to the next step,
 * `continue` goes on. One that ended without a resolution is no consent to go on.
 */
export function afterEscalation(run: RunRecord, ended: EscalationRecord, now: number): RunRecord {
  const { resolution } = ended;
  if (resolution?.action === 'continue') return run;
  if (resolution?.action === 'modify') return withGuidance(run, resolution.modification, now);
  return endRun(run, 'aborted', now, {
    by: resolution?.by ?? 'system',
    ...(resolution && { name: resolution.resolvedBy }),
    reason: resolution?.resolution ?? escalationEnded(ended),
  });
}

/** So many modifications may wait for the next steps: each may have 48 KB. */
const MAX_GUIDANCE = 10;

/**
 * Where a step has not been given the modification of an earlier escalation yet, the step after it is given this one. An
 * agent elsewhere reads it in the resolution.
 */
function withGuidance(run: RunRecord, value: unknown, now: number): RunRecord {
  const { guidance, form } = run;
  if (form === 'attached') return run;
  if (guidance === undefined) return { ...run, guidance: { value } };
  const later = [...(guidance.later ?? []), value];
  if (later.length < MAX_GUIDANCE) return { ...run, guidance: { ...guidance, later } };
  const message = `more than ${MAX_GUIDANCE} modifications waited for its next steps`;
  const error = { name: 'TooManyModifications', message };
  return endRun(run, 'failed', now, { by: 'system', reason: message, error });
}

/** The answer to somebody who would finish or cancel the run; the record as it is then. */
export function judgeRunEnd(
  run: RunRecord,
  attempt: { attemptId?: string } & (
    { kind: 'finish'; output?: unknown } | { kind: 'cancel'; cancelledBy: string; reason?: string }
  ),
  now: number,
): { run: RunRecord; verdict: RunVerdict } {
  const { attemptId } = attempt;
  const trace = attemptId !== undefined && { attemptId };
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
    const ended = endRun(run, 'cancelled', now, { by: 'people', name, ...(reason && { reason }), ...trace });
    return answer('accepted', ended, 'Cancelled.');
  }
  if (run.form === 'hosted')
    return answer(
      'invalid',
      run,
      'A hosted run ends when its agent says that it is done. Cancel it instead.',
    );
  const finished = { ...run, ...(attempt.output !== undefined && { output: attempt.output }) };
  return answer('accepted', endRun(finished, 'completed', now, { by: 'agent', ...trace }), 'Finished.');
}

/** How the run ended, in words. */
export function runEnded({ id, status, end }: RunRecord): string {
  if (!end) return `${id} is still running.`;
  const reason = end.reason ? `: ${end.reason}` : '.';
  return `${id}: ${status} by ${end.name ?? end.by} at ${end.at}${reason}`;
}

/** Whether this name may cancel the run, and with it what it asked for: its requester, itself or an operator. */
export function canCancelRun(run: RunRecord, name: string): boolean {
  return [run.id, run.requesterId, ...operatorsOf(run)].includes(name);
}

/** The operators by name. A team's own name is nobody's. */
function operatorsOf({ plan }: RunRecord): string[] {
  const { operators = [], teams = {} } = plan ?? {};
  return operators.flatMap((entry) =>
    Object.hasOwn(teams, entry) ? (teams[entry] ?? []).filter((name) => !isTeam(teams, name)) : [entry],
  );
}

/** Whether nobody has asked a directory that is a function who the operators are, which may make it one of them. */
export function mayBeOperator({ plan }: RunRecord): boolean {
  return plan !== undefined && plan.teams === undefined && plan.operators.length > 0;
}

function cancelRunRefusal(run: RunRecord, name: string): string {
  const requester = run.requesterId === undefined ? '' : `its requester ${run.requesterId}, `;
  const operators = run.plan?.operators ?? [];
  const who =
    operators.length > 0
      ? `an operator (${operators.join(', ')})`
      : 'an operator, of whom the config names none,';
  const written = spellingHint(name, [run.requesterId ?? run.id, ...operatorsOf(run)]);
  return `${name} may not cancel ${run.id}: only ${requester}its own agent as ${run.id}, or ${who} may.${written === undefined ? '' : ` ${written}`}`;
}

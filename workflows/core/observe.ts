import { log, metricMeter, workflowInfo } from '@temporalio/workflow';
import type { Transport } from '../../contract/decision';
import { defined } from '../../contract/defined';
import type { EscalationRecord } from '../../contract/escalation';
import type { RequestRecord } from '../../contract/request';
import type { UseRecord } from '../../contract/use';
import { isOpenEscalation } from '../../rules/escalations/record';
import type { TraceParent } from '../../tracing/header';
import { reportSpan } from './trace';

/*
 * Metrics, log entries and spans of workflows, where attempts are judged: so they cover every way to decide. None of them is an
 * event in history, and none is repeated by a replay.
 *
 * They contain ids, kinds, statuses and verdicts. Never add what people or agents wrote.
 */

/** The ways to decide that this package has. The field is free text, and a label needs few values. */
const WAYS = ['sdk', 'inbox', 'api', 'slack', 'cli', 'terminal'];

function wayOf(via: string | undefined): string {
  if (via === undefined) return 'none';
  // The admin server adds the name of an API key.
  if (via.startsWith('key ')) return 'key';
  return WAYS.includes(via) ? via : 'other';
}

/** What an attempt was made at. */
export type AttemptTarget = 'request' | 'escalation' | 'claim';

interface ObservedAttempt {
  kind: string;
  at: number;
  transport?: Transport;
  message?: { via?: string | undefined } | undefined;
}

/** Counts an attempt with its verdict, and reports its span. @param sender the call that sent it */
export function observeVerdict(
  on: AttemptTarget,
  { kind, at, transport, message }: ObservedAttempt,
  outcome: string,
  sender?: TraceParent,
): void {
  if (workflowInfo().unsafe.isReplaying) return;
  const via = wayOf(message?.via);
  metricMeter
    .createCounter('hitl_attempts_total', '', 'attempts at requests, escalations and claims, by verdict')
    .add(1, { on, message: kind, outcome, via });
  log.info(`${on}: ${kind} was ${outcome}`, { event: `${on}.attempt`, attempt: kind, verdict: outcome, via });
  reportSpan({
    name: `${transport === 'update' ? 'HandleUpdate' : 'HandleSignal'}:${kind}`,
    start: at,
    attributes: { 'hitl.on': on, 'hitl.verdict': outcome, 'hitl.via': via },
    ...defined({ link: sender }),
  });
}

/** Reports that a request was planned and that it ended, whichever `after` has and `before` lacks. */
export function observeRequest(before: RequestRecord | undefined, after: RequestRecord): void {
  if (workflowInfo().unsafe.isReplaying) return;
  const { kind, status, end, requestedAt, runId, plan } = after;
  const ids = runId === undefined ? { kind } : { kind, agentRunId: runId };
  if (before === undefined)
    log.info('request: planned', {
      event: 'request.planned',
      ...ids,
      severity: plan?.presentation?.severity ?? 'none',
    });
  if (end === undefined || before?.end !== undefined) return;
  const via = end.by === 'people' ? wayOf(after.decisions.at(-1)?.via) : 'none';
  metricMeter
    .createHistogram('hitl_request_duration_seconds', 'float', 's', 'time from request to end')
    .record(secondsBetween(requestedAt, end.at), { kind, status, by: end.by, via });
  const event = status === 'expired' ? 'request.expired' : 'request.decided';
  log.info(`request: ${status}`, { event, ...ids, status, by: end.by, via });
}

/** Reports that an escalation was opened and that it ended, whichever `after` has and `before` lacks. */
export function observeEscalation(before: EscalationRecord | undefined, after: EscalationRecord): void {
  if (workflowInfo().unsafe.isReplaying) return;
  const { runId, level, status } = after;
  if (before === undefined)
    log.info('escalation: opened', { event: 'escalation.opened', agentRunId: runId, escalationLevel: level });
  if (isOpenEscalation(after) || (before !== undefined && !isOpenEscalation(before))) return;
  metricMeter
    .createHistogram('hitl_escalation_duration_seconds', 'float', 's', 'time from escalation to end')
    .record(secondsBetween(after.startedAt, new Date().toISOString()), { status, level });
  log.info(`escalation: ${status}`, {
    event: 'escalation.ended',
    agentRunId: runId,
    escalationLevel: level,
    status,
  });
}

/** Counts a claim that has its outcome. */
export function observeClaim({ outcome }: UseRecord): void {
  if (workflowInfo().unsafe.isReplaying || outcome === undefined) return;
  metricMeter.createCounter('hitl_claims_total', '', 'claims that ended, by outcome').add(1, { outcome });
  log.info(`claim: ${outcome}`, { event: 'claim.ended', outcome });
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}

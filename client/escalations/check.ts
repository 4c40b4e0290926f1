import { randomUUID } from 'node:crypto';
import type { Duration } from '../../contract/duration';
import { NoWorkerError } from '../../contract/errors';
import { type ReportResult, ReportSchema } from '../../contract/run';
import { NameSchema } from '../../contract/text';
import { checked, checkedFreshId, onlyKnown, toPlainJson } from '../input';
import { RUN } from '../runs/entity';
import { attachedStart, runEndedError, ensureRunOrFree } from '../runs/start';
import { noAnswerText } from '../temporal/calls';
import { find } from '../temporal/read';
import { sendUpdate } from '../temporal/send-update';
import { checkedPatience, type Session } from '../temporal/session';

/** Options of the check of a report. */
export interface CheckOptions {
  /** Open the escalation in the same call if a trigger fires. Default false. */
  escalate?: boolean;
  /** Idempotency key: a report with the same id counts once and gets the same answer. Default: random. */
  reportId?: string;
  /** The person behind the agent. Only the report that starts the run sets it. */
  requesterId?: string;
  /** The account in whose name an admin server or a gateway sends it: kept in the memo if this starts the run. */
  submittedBy?: string;
  /** How long to wait for a worker's answer. Default: the manager's, 5 s. */
  patience?: Duration;
}

const OPTIONS = {
  escalate: true,
  reportId: true,
  requesterId: true,
  submittedBy: true,
  patience: true,
} as const;

/**
 * Reports the state of an agent that runs elsewhere, and returns whether it must escalate. The first report starts the
 * run's workflow. It opens no escalation unless `escalate` is true.
 *
 * @throws InvalidInput when the context is not JSON or larger than 256 KB, or an option is malformed
 * @throws NoWorkerError when no worker answered in time; the report may still count later
 * @throws RunIdTaken when a workflow that is not a run has the id
 * @throws RunEnded when the run has ended
 * @throws RunBusy when the run accepts no more reports until people have decided
 * @throws SearchAttributesMissing, TemporalUnreachable
 */
export async function checkEscalation(
  session: Session,
  runId: string,
  context: object,
  options: CheckOptions = {},
): Promise<ReportResult> {
  const { escalate = false, reportId, requesterId, submittedBy, patience } = onlyKnown(options, OPTIONS);
  const id = checkedFreshId(runId);
  const ms = patience === undefined ? session.patience : checkedPatience(patience);
  const attemptId = reportId === undefined ? randomUUID() : checked(NameSchema, reportId, 'reportId');
  const requester = requesterId === undefined ? undefined : checked(NameSchema, requesterId, 'requesterId');
  const plain = toPlainJson(context, 'context');
  const message = checked(ReportSchema, { context: plain, escalate, attemptId }, 'report');

  const deadline = Date.now() + ms;
  await ensureRunOrFree(session, id, Math.max(ms, 1_000));
  const start = attachedStart(id, { requesterId: requester, submittedBy }, session.taskQueue);
  const outgoing = { entity: RUN, id, name: 'report', attemptId, message, start } as const;
  const never = new AbortController().signal;
  const sent = await sendUpdate<ReportResult>(session, outgoing, deadline, never);
  if (sent === 'ended') throw await runEndedError(session, id);
  if (sent === 'unanswered') throw await noAnswer(session, id, ms);
  session.known.add(id, RUN);
  return sent.verdict;
}

/** The error when no answer came: Temporal or the worker is away. */
async function noAnswer(session: Session, id: string, ms: number): Promise<NoWorkerError> {
  await find(session, RUN, id, 1_000);
  return new NoWorkerError(
    `${id}: ${noAnswerText(ms, 'it is unknown whether the agent must escalate')}, ` +
      'then repeat the report with the same reportId: it counts once.',
  );
}

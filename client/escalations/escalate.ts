import { randomUUID } from 'node:crypto';
import type { Duration } from '../../contract/duration';
import type { Level } from '../../contract/names';
import { EscalateSchema } from '../../contract/run';
import { NameSchema } from '../../contract/text';
import { attachedStart, runEndedError, ensureRunOrFree } from '../runs/start';
import { deliver } from '../temporal/submit';
import { ESCALATION } from './entity';
import { checked, checkedFreshId, onlyKnown, toPlainJson } from '../input';
import { read } from '../temporal/read';
import { RUN } from '../runs/entity';
import { checkedPatience, type Session } from '../temporal/session';

export interface EscalateOptions {
  level: Level;
  /** What is wrong. */
  reason: string;
  /** Who asks for it: a person, or the agent itself. */
  escalatedBy?: string;
  /** For the person who resolves it: JSON of at most 256 KB. */
  context?: object;
  /** On whose behalf the agent runs: kept if this starts the run. */
  requesterId?: string;
  /** The account in whose name an admin server or a gateway sends it: kept in the memo if this starts the run. */
  submittedBy?: string;
  /** How long to wait for a worker's answer before it is queued. Default: the manager's, 5 s. */
  patience?: Duration;
}

/** What came of escalating: the run's one open escalation, or that it is under way. */
export type Escalated =
  | {
      queued: false;
      runId: string;
      escalationId: string;
      /** False: one was open already, and was raised or given this reason, too. */
      opened: boolean;
      /** The level asked now: the one wanted, or the next that has assignees, or a higher one that was asked before. */
      level: Level;
    }
  /** Delivered durably, and no worker answered in time: it will be opened when one is back. */
  | { queued: true; runId: string; level: Level };

const OPTIONS = {
  level: true,
  reason: true,
  escalatedBy: true,
  context: true,
  requesterId: true,
  submittedBy: true,
  patience: true,
} as const;

/**
 * Escalates a run without a trigger, and starts the workflow of an attached one that is not there yet. One escalation is
 * open per run at most: while one is, a higher level raises it, the same or a lower one adds its reason.
 *
 * @throws InvalidInput that names the field
 * @throws RunIdTaken when a workflow that is no run has the id
 * @throws RunEnded when the run has ended
 * @throws RunBusy when the run takes no more messages until people have decided
 * @throws SearchAttributesMissing, TemporalUnreachable when it could not be delivered
 */
export async function escalate(
  session: Session,
  runId: string,
  options: EscalateOptions,
): Promise<Escalated> {
  const { level, reason, escalatedBy, context, requesterId, submittedBy, patience } = onlyKnown(
    options,
    OPTIONS,
  );
  const id = checkedFreshId(runId);
  const ms = patience === undefined ? session.patience : checkedPatience(patience);
  const attemptId = randomUUID();
  const plain = context === undefined ? undefined : toPlainJson(context, 'context');
  const said = { level, reason, escalatedBy, context: plain, attemptId };
  const message = checked(EscalateSchema, said, 'escalation');
  const requester = requesterId === undefined ? undefined : checked(NameSchema, requesterId, 'requesterId');

  await ensureRunOrFree(session, id, Math.max(ms, 1_000));
  const start = attachedStart(id, { requesterId: requester, submittedBy }, session.taskQueue);
  const parcel = { kind: RUN, id, name: 'escalate', attemptId, message, start } as const;
  const sent = await deliver<{ escalationId: string; opened: boolean }>(session, parcel, ms);
  if (sent === 'ended') throw await runEndedError(session, id);
  session.known.add(id, RUN);
  if (sent === 'unanswered') return { queued: true, runId: id, level };
  const { escalationId, opened } = sent.verdict;
  return {
    queued: false,
    runId: id,
    escalationId,
    opened,
    level: await levelNow(session, escalationId, level),
  };
}

/** The level that is asked, which its own workflow knows; it was opened, so that a failure here is none of escalating. */
async function levelNow(session: Session, escalationId: string, wanted: Level): Promise<Level> {
  const escalation = await read(session, ESCALATION, escalationId).catch(() => undefined);
  return escalation?.level ?? wanted;
}

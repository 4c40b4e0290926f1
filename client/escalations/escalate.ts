import { randomUUID } from 'node:crypto';
import type { Duration } from '../../contract/duration';
import type { Escalated } from '../../contract/escalation';
import type { Level } from '../../contract/names';
import { EscalateSchema } from '../../contract/run';
import { NameSchema } from '../../contract/text';
import { checked, checkedFreshId, onlyKnown, toPlainJson } from '../input';
import { RUN } from '../runs/entity';
import { attachedStart, runEndedError, ensureRunOrFree } from '../runs/start';
import { read } from '../temporal/read';
import { checkedPatience, type Session } from '../temporal/session';
import { deliver } from '../temporal/submit';
import { ESCALATION } from './entity';

/** Why a run escalates, to which level, and with which data. */
export interface EscalateOptions {
  level: Level;
  /** What is wrong. */
  reason: string;
  /** Who escalates: a person, or the agent itself. */
  escalatedBy?: string;
  /** For the person who resolves it: JSON of at most 256 KB. */
  context?: object;
  /** The person behind the agent. Used only if this call starts the run. */
  requesterId?: string;
  /** The account in whose name an admin server or a gateway sends it: kept in the memo if this starts the run. */
  submittedBy?: string;
  /** How long to wait for a worker's answer before it is queued. Default: the manager's, 5 s. */
  patience?: Duration;
}

export type { Escalated };

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
 * Escalates a run without a trigger. Starts the workflow of an attached run that does not exist yet. At most one
 * escalation is open per run: a higher level raises the open one, the same or a lower level adds its reason.
 *
 * @throws InvalidInput that names the field
 * @throws RunIdTaken when a workflow that is not a run has the id
 * @throws RunEnded when the run has ended
 * @throws RunBusy when the run accepts no more messages until people have decided
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
  const content = { level, reason, escalatedBy, context: plain, attemptId };
  const message = checked(EscalateSchema, content, 'escalation');
  const requester = requesterId === undefined ? undefined : checked(NameSchema, requesterId, 'requesterId');

  await ensureRunOrFree(session, id, Math.max(ms, 1_000));
  const start = attachedStart(id, { requesterId: requester, submittedBy }, session.taskQueue);
  const outgoing = { entity: RUN, id, name: 'escalate', attemptId, message, start } as const;
  const sent = await deliver<{ escalationId: string; opened: boolean }>(session, outgoing, ms);
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

/** The current level, from the escalation's workflow. The escalation is open already, so an error here is ignored. */
async function levelNow(session: Session, escalationId: string, wanted: Level): Promise<Level> {
  const escalation = await read(session, ESCALATION, escalationId).catch(() => undefined);
  return escalation?.level ?? wanted;
}

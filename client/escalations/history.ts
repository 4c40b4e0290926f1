import { EscalationNotFound, InvalidInput, RunNotFound } from '../../contract/errors';
import type { EscalationEvent, EscalationStatus, Resolution } from '../../contract/escalation';
import type { Level } from '../../contract/names';
import type { RunEscalation } from '../../contract/run';
import { checkedId } from '../input';
import { RUN } from '../runs/entity';
import { read } from '../temporal/read';
import type { Session } from '../temporal/session';
import { ESCALATION, type EscalationView } from './entity';
import { listEscalations } from './list';

/** So many escalations are read at a time. */
const CONCURRENCY = 10;

/**
 * The escalations of a run in the order in which they were opened, with their present level; also after the run ended,
 * and of a request that escalated.
 *
 * @throws RunNotFound when no run has the id, nor anything escalated under it
 * @throws InvalidInput, SearchAttributesMissing, TemporalUnreachable
 */
export async function getHistory(session: Session, runId: string): Promise<HistoryItem[]> {
  checkedId(runId);
  const listing = listedOf(session, runId).catch(noneIfUnsearchable);
  const [listed, ofRun] = await Promise.all([listing, recordedOf(session, runId)]);
  if (ofRun === undefined && listed.length === 0) throw new RunNotFound(runId);
  const recorded = new Map((ofRun ?? []).map((escalation) => [escalation.id, escalation]));
  const ids = [...new Set([...listed, ...recorded.keys()])];
  const items: HistoryItem[] = [];
  for (let from = 0; from < ids.length; from += CONCURRENCY) {
    const some = ids.slice(from, from + CONCURRENCY);
    const read = await Promise.all(some.map((id) => itemOf(session, id, recorded.get(id))));
    items.push(...read.flat());
  }
  return items.sort((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
}

/** Those that a list finds, which is a moment behind. */
async function listedOf(session: Session, runId: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof listEscalations>> = await listEscalations(session, {
      runId,
      limit: 1000,
      ...(cursor !== undefined && { cursor }),
    });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return ids;
}

/** Temporal cannot search for every id that it takes; of such a run its own record tells. */
function noneIfUnsearchable(error: unknown): string[] {
  if (error instanceof InvalidInput) return [];
  throw error;
}

/** Those that the run itself knows of, which outlive the workflows of the escalations. */
async function recordedOf(session: Session, runId: string): Promise<RunEscalation[] | undefined> {
  try {
    return (await read(session, RUN, runId)).escalations;
  } catch (error) {
    if (error instanceof RunNotFound) return undefined;
    throw error;
  }
}

/** Its item; none of one that Temporal has forgotten since it was listed, unless its run remembers it. */
async function itemOf(
  session: Session,
  id: string,
  recorded: RunEscalation | undefined,
): Promise<HistoryItem[]> {
  try {
    return [historyItemOf(await read(session, ESCALATION, id))];
  } catch (error) {
    if (error instanceof EscalationNotFound) return recorded ? [forgottenHistoryItem(recorded)] : [];
    throw error;
  }
}

type Promotion = Pick<Extract<EscalationEvent, { what: 'promoted' }>, 'at' | 'from' | 'to' | 'by' | 'reason'>;

/** One escalation of a run, as far as it got. Times are ISO 8601. */
export interface HistoryItem {
  id: string;
  kind: 'escalation';
  status: EscalationStatus;
  /** The level asked now, or at the end. */
  level: Level;
  /** The level it began at. */
  startLevel?: Level;
  reason: string;
  /** Who asked for it, if no trigger did. */
  escalatedBy?: string;
  /** The names of the triggers that fired. */
  triggers: string[];
  startedAt: string;
  endedAt?: string;
  /** Who has it, or had it last; who resolved it is in `resolution`. */
  acknowledgedBy?: string;
  acknowledgedAt?: string;
  /** Every rise, by a clock (no `by`), by a person or as the run asked again at a higher level. */
  promotions: Promotion[];
  resolution?: Resolution;
  /** Why it was cancelled, if it was. */
  cancelled?: EscalationView['cancelled'];
  /** Fields that no worker was there to tell, or that Temporal has forgotten. */
  unknown?: string[];
}

/** Of one whose record is there, or what Temporal knows of it. */
export function historyItemOf(escalation: EscalationView): HistoryItem {
  const { id, kind, status, level, startLevel, reason, escalatedBy, startedAt } = escalation;
  const { acknowledgedBy, acknowledgedAt, resolution, cancelled, unknown } = escalation;
  const endedAt = resolution?.at ?? cancelled?.at;
  return {
    id,
    kind,
    status,
    level,
    startLevel,
    reason,
    ...(escalatedBy !== undefined && { escalatedBy }),
    triggers: escalation.triggers.map(({ name }) => name),
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    ...(acknowledgedBy !== undefined && { acknowledgedBy }),
    ...(acknowledgedAt !== undefined && { acknowledgedAt }),
    promotions: escalation.history.flatMap(promotionOf),
    ...(resolution && { resolution }),
    ...(cancelled && { cancelled }),
    ...(unknown && { unknown: unknown.includes('history') ? [...unknown, 'promotions'] : unknown }),
  };
}

function promotionOf(event: EscalationEvent): Promotion[] {
  if (event.what !== 'promoted' && event.what !== 'raised') return [];
  const { at, from, to, by, reason } = event;
  return [{ at, from, to, ...(by !== undefined && { by }), ...(reason !== undefined && { reason }) }];
}

/** Of one whose own workflow Temporal has forgotten. */
function forgottenHistoryItem(recorded: RunEscalation): HistoryItem {
  return {
    kind: 'escalation',
    ...recorded,
    triggers: [],
    promotions: [],
    unknown: ['startLevel', 'triggers', 'acknowledgedBy', 'acknowledgedAt', 'promotions'],
  };
}

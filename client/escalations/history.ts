import { defined } from '../../contract/defined';
import { EscalationNotFound, InvalidInput, RunNotFound } from '../../contract/errors';
import type { EscalationEvent } from '../../contract/escalation';
import type { HistoryItem } from '../../contract/records/lists';
import type { RunEscalation } from '../../contract/run';
import { checkedId } from '../input';
import { RUN } from '../runs/entity';
import { read } from '../temporal/read';
import type { Session } from '../temporal/session';
import { ESCALATION, type EscalationView } from './entity';
import { listEscalations } from './list';

/** Escalations read at the same time. */
const CONCURRENCY = 10;

/**
 * Lists the escalations of a run in the order in which they were opened, with their current level, also after the run has
 * ended. Given the id of a request that escalated, lists its escalations.
 *
 * @throws RunNotFound when no run has the id and no escalation belongs to it
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

/** The escalations that Temporal's list finds. The list lags a moment behind. */
async function listedOf(session: Session, runId: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof listEscalations>> = await listEscalations(session, {
      runId,
      limit: 1000,
      ...defined({ cursor }),
    });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return ids;
}

/** No ids if Temporal accepts the run's id but cannot search for it. The run's record still names its escalations. */
function noneIfUnsearchable(error: unknown): string[] {
  if (error instanceof InvalidInput) return [];
  throw error;
}

/** The escalations in the run's record, which also names those whose workflow Temporal has deleted. */
async function recordedOf(session: Session, runId: string): Promise<RunEscalation[] | undefined> {
  try {
    return (await read(session, RUN, runId)).escalations;
  } catch (error) {
    if (error instanceof RunNotFound) return undefined;
    throw error;
  }
}

/** The item of an escalation. Nothing if Temporal has deleted its workflow and the run's record does not name it. */
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

export type { HistoryItem };

/** The history item of an escalation that still exists in Temporal. */
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
    ...defined({ escalatedBy }),
    triggers: escalation.triggers.map(({ name }) => name),
    startedAt,
    ...defined({ endedAt, acknowledgedBy, acknowledgedAt }),
    promotions: escalation.history.flatMap(promotionOf),
    ...defined({ resolution, cancelled }),
    ...(unknown && { unknown: unknown.includes('history') ? [...unknown, 'promotions'] : unknown }),
  };
}

function promotionOf(event: EscalationEvent): HistoryItem['promotions'] {
  if (event.what !== 'promoted' && event.what !== 'raised') return [];
  const { at, from, to, by, reason } = event;
  return [{ at, from, to, ...defined({ by, reason }) }];
}

/** The history item of an escalation whose workflow Temporal has deleted. */
function forgottenHistoryItem(recorded: RunEscalation): HistoryItem {
  return {
    kind: 'escalation',
    ...recorded,
    triggers: [],
    promotions: [],
    unknown: ['startLevel', 'triggers', 'acknowledgedBy', 'acknowledgedAt', 'promotions'],
  };
}

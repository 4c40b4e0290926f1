import { EscalationNotFound, InvalidInput, RunNotFound } from '../../contract/errors';
import type { RunEscalation } from '../../contract/run';
import { checkedId } from '../input-problem';
import { ESCALATION } from './escalation-kind';
import { fromRecord, fromRun, type HistoryItem } from './history-item';
import { listEscalations } from './list-escalations';
import { read } from '../temporal/read';
import { RUN } from '../runs/run-kind';
import type { Session } from '../temporal/session';

/** So many escalations are read at a time. */
const AT_ONCE = 10;

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
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
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
    return [fromRecord(await read(session, ESCALATION, id))];
  } catch (error) {
    if (error instanceof EscalationNotFound) return recorded ? [fromRun(recorded)] : [];
    throw error;
  }
}

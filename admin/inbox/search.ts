import type { RequestItem } from '../../client';
import { EscalationNotFound, InvalidInput, RequestNotFound, RunNotFound } from '../../contract/errors';
import { NameSchema } from '../../contract/text';
import { readEscalation } from '../access/read-escalation';
import { readRequest } from '../access/read-request';
import { mayReadRun } from '../access/read-run';
import { listRequests } from '../access/requests';
import { escalationAt, requestAt, runAt } from './addresses';
import type { Visit } from './visit';

const MOST = 50;

/** Where an id leads; else the requests that have it as action, requester or run. Only what the reader may read. */
export async function search(visit: Visit, q: string): Promise<{ goTo: string } | { items: RequestItem[] }> {
  if (!NameSchema.safeParse(q).success) return { items: [] };
  const { desk, who } = visit;
  const goTo =
    (await placeOf(() => readRequest(desk, who, q), requestAt(q))) ??
    (await placeOf(() => readEscalation(desk, who, q), escalationAt(q))) ??
    ((await mayReadRun(desk, who, q)) ? runAt(q) : undefined);
  if (goTo !== undefined) return { goTo };
  const lists = await Promise.all(
    [{ action: q }, { requesterId: q }, { runId: q }].map((filter) =>
      listRequests(desk, who, { ...filter, limit: MOST }),
    ),
  );
  const found = new Map(lists.flatMap(({ items }) => items.map((item) => [item.id, item] as const)));
  return {
    items: [...found.values()].sort((a, b) => (a.requestedAt < b.requestedAt ? 1 : -1)).slice(0, MOST),
  };
}

async function placeOf(read: () => Promise<unknown>, place: string): Promise<string | undefined> {
  try {
    await read();
    return place;
  } catch (error) {
    const isNone = [RequestNotFound, EscalationNotFound, RunNotFound, InvalidInput].some(
      (Missing) => error instanceof Missing,
    );
    if (isNone) return undefined;
    throw error;
  }
}

import type { RequestItem } from '../../client';
import { InvalidInput, RequestNotFound } from '../../contract/errors';
import { NameSchema } from '../../contract/text';
import { kindOf } from '../access/kind-of';
import { listRequests } from '../access/requests';
import { escalationAt, requestAt, runAt } from './addresses';
import type { Visit } from './visit';

const MOST = 50;

/** Where an id leads; else the requests that have it as action, requester or run. Only what the reader may read. */
export async function search(visit: Visit, q: string): Promise<{ goTo: string } | { items: RequestItem[] }> {
  if (!NameSchema.safeParse(q).success) return { items: [] };
  const { desk, who } = visit;
  const goTo = await placeOf(visit, q);
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

const AT = { request: requestAt, escalation: escalationAt, run: runAt };

async function placeOf({ desk, who }: Visit, id: string): Promise<string | undefined> {
  try {
    return AT[await kindOf(desk, who, id)](id);
  } catch (error) {
    if (error instanceof RequestNotFound || error instanceof InvalidInput) return undefined;
    throw error;
  }
}

import { LRUCache } from 'lru-cache';
import type { RequestItem, RequestView } from '../../client';
import { REQUEST } from '../../client/requests/entity';
import { read } from '../../client/temporal/read';
import { RequestNotFound } from '../../contract/errors';
import type { AdminContext } from '../http/context';
import type { Principal } from './principal';
import { mayRead } from './read-request';

/** The sum of the lengths of all kept requests as JSON, in characters. */
const MAX_LENGTH = 32_000_000;

const caches = new WeakMap<AdminContext, LRUCache<string, RequestView>>();

/**
 * A request that a list shows as ended, without how it was used. Its record does not change any more, so it is kept in memory:
 * reading it takes three calls. What the principal may not read is reported as not found, also when it is kept.
 *
 * @throws RequestNotFound, InvalidInput, TemporalUnreachable
 */
export async function readEnded(
  admin: AdminContext,
  who: Principal,
  { id, closedAt }: Pick<RequestItem, 'id' | 'closedAt'>,
): Promise<RequestView> {
  const cache = caches.get(admin) ?? newCache();
  caches.set(admin, cache);
  const key = JSON.stringify([id, closedAt]);
  const request = cache.get(key) ?? (await read(admin.session, REQUEST, id));
  if (request.end !== undefined && request.unknown === undefined) cache.set(key, request);
  if (await mayRead(admin, who, request)) return request;
  throw new RequestNotFound(id);
}

function newCache(): LRUCache<string, RequestView> {
  return new LRUCache({ maxSize: MAX_LENGTH, sizeCalculation: (view) => JSON.stringify(view).length });
}

import type { Concerned } from '../../client/requests/query';
import type { AdminConfig } from '../../contract/config/admin';
import { type Reach, reachOf } from './may';
import { namesOf, type Principal } from './principal';

const READ_CONCURRENCY = 10;

/** Whom what is listed must concern; nothing: a principal that may read everything. */
export type Visibility = { concerning?: Concerned } | 'nothing';

/** What a list must be narrowed to, so that it and its counts hold only what the principal may read. */
export function visibleTo(access: AdminConfig['access'], who: Principal): Visibility {
  const reach = reachOf(access, who);
  if (reach.all) return {};
  if (!reach.own && !reach.team) return 'nothing';
  return { concerning: concernOf(reach, who) };
}

function concernOf(reach: Reach, who: Principal): Concerned {
  return {
    ...(reach.own && { requesterId: who.name }),
    ...(reach.team && { approvers: namesOf(who) }),
  };
}

/** The items that `mayRead` lets through, checked a few at a time. */
export async function onlyReadable<Item>(
  items: readonly Item[],
  mayRead: (item: Item) => Promise<boolean>,
): Promise<Item[]> {
  const readable: Item[] = [];
  for (let from = 0; from < items.length; from += READ_CONCURRENCY) {
    const some = items.slice(from, from + READ_CONCURRENCY);
    const answers = await Promise.all(some.map(mayRead));
    readable.push(...some.filter((_, index) => answers[index]));
  }
  return readable;
}

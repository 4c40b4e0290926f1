import type { Concerned } from '../../client/requests/query';
import { find } from '../../client/temporal/read';
import type { Entity } from '../../client/temporal/session';
import { type Scope, type AdminConfig, EVERYONE } from '../../contract/config/admin';
import type { RequestMemo } from '../../contract/request';
import type { RunMemo } from '../../contract/run';
import { namesOf, type Principal } from './principal';
import type { AdminContext } from '../http/context';
import { Forbidden } from '../../contract/errors';

/*
 * What the config lets a principal do and read.
 */

type Access = AdminConfig['access'];
type Permission = 'request' | 'decide' | 'administer';

const SCOPE_OF: Record<Permission, Scope | undefined> = {
  request: 'request',
  decide: 'decide-as',
  administer: undefined,
};

/**
 * Whether the config lets this principal do that at all. For decisions the policies still say who is asked. A key has
 * what its scopes say; a key that acts for a person has no more than both of them.
 */
export function can(access: Access, who: Principal, right: Permission): boolean {
  const scope = SCOPE_OF[right];
  if (who.scopes && (scope === undefined || !who.scopes.includes(scope))) return false;
  // A key requests in its own right; as itself it decides nothing.
  if (who.kind === 'key') return right === 'request';
  return isListed(access[right], who);
}

/** What of the requests, escalations and runs a principal may read. */
export interface ReadAccess {
  own: boolean;
  team: boolean;
  all: boolean;
}

export function readAccessOf({ read }: Access, who: Principal): ReadAccess {
  if (who.scopes && !who.scopes.includes('read')) return { own: false, team: false, all: false };
  const all = isListed(read.all, who);
  return {
    all,
    team: all || isListed(read.team, who),
    own: all || who.kind === 'key' || isListed(read.own, who),
  };
}

function isListed(list: readonly string[], who: Principal): boolean {
  if (who.kind === 'person' && list.includes(EVERYONE)) return true;
  // A key that somebody gave the name `everyone` is one key.
  return namesOf(who).some((name) => name !== EVERYONE && list.includes(name));
}

const PERMISSION_TEXT: Record<Permission, string> = {
  request: 'start requests and runs',
  decide: 'decide',
  administer: 'administer',
};

/** Makes sure the config lets the principal do that. @throws Forbidden that says what the config would have to say */
export function assertCan({ settings }: AdminContext, who: Principal, right: Permission): void {
  if (can(settings.access, who, right)) return;
  throw new Forbidden(`${who.name} may not ${PERMISSION_TEXT[right]} here: ${remedy(who, right)}.`);
}

function remedy(who: Principal, right: Permission): string {
  if (who.kind === 'key' && right === 'decide')
    return 'programs do not decide; a key with the scope decide-as may for a person, named in the header Hitl-As';
  if (who.scopes) return `its key lacks that scope, or admin.access.${right} does not name it`;
  return `admin.access.${right} of the config names neither them, nor a team of theirs, nor '${EVERYONE}'`;
}

const CONCURRENCY = 10;

/** Whom what is listed must concern; nothing: a principal that may read everything. */
type Visibility = { concerning?: Concerned } | 'nothing';

/** What a list must be narrowed to, so that it and its counts hold only what the principal may read. */
export function visibilityOf(access: AdminConfig['access'], who: Principal): Visibility {
  const reach = readAccessOf(access, who);
  if (reach.all) return {};
  if (!reach.own && !reach.team) return 'nothing';
  return { concerning: concernedBy(reach, who) };
}

function concernedBy(reach: ReadAccess, who: Principal): Concerned {
  return {
    ...(reach.own && { requesterId: who.name }),
    ...(reach.team && { approvers: namesOf(who) }),
  };
}

/** The items that `mayRead` lets through, checked a few at a time. */
export async function filterReadable<Item>(
  items: readonly Item[],
  mayRead: (item: Item) => Promise<boolean>,
): Promise<Item[]> {
  const readable: Item[] = [];
  for (let from = 0; from < items.length; from += CONCURRENCY) {
    const some = items.slice(from, from + CONCURRENCY);
    const answers = await Promise.all(some.map(mayRead));
    readable.push(...some.filter((_, index) => answers[index]));
  }
  return readable;
}

/** Whether a request or a run is this principal's own: it requested it, or sent it in another's name. Throws as `find` does. */
export async function isOwn(admin: AdminContext, who: Principal, kind: Entity, id: string): Promise<boolean> {
  const { memo } = await find(admin.session, kind, id);
  const { requesterId, submittedBy } = (memo ?? {}) as Partial<RequestMemo & RunMemo>;
  return requesterId === who.name || submittedBy === who.account;
}

/** In whose name it requests. @throws Forbidden when a person names another */
export function requesterFor(who: Principal, named: string | undefined): string {
  if (who.kind === 'key' || named === undefined || named === who.name) return named ?? who.name;
  throw new Forbidden(`requesterId: you are ${who.name}, and request in no other name`);
}

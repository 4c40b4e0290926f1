import type { Concerned } from '../../client/requests/query';
import { find } from '../../client/temporal/read';
import type { Entity } from '../../client/temporal/session';
import { type Scope, type AdminConfig, EVERYONE } from '../../contract/config/admin';
import { Forbidden } from '../../contract/errors';
import type { RequestMemo } from '../../contract/request';
import type { RunMemo } from '../../contract/run';
import { inBatches } from '../../rules/batches';
import type { AdminContext } from '../http/context';
import { namesOf, type Principal } from './principal';

/*
 * What a principal may do and read, according to the config.
 */

type Access = AdminConfig['access'];
type Permission = 'request' | 'decide' | 'administer';

const SCOPE_OF: Record<Permission, Scope | undefined> = {
  request: 'request',
  decide: 'decide-as',
  administer: undefined,
};

/**
 * Whether the config gives the principal this permission. For a decision, the policies decide in addition who the
 * approvers are. A key has the permissions of its scopes. A key that acts for a person has only what both have.
 */
export function can(access: Access, who: Principal, right: Permission): boolean {
  const scope = SCOPE_OF[right];
  if (who.scopes && (scope === undefined || !who.scopes.includes(scope))) return false;
  // A key may request in its own name. It never decides in its own name.
  if (who.kind === 'key') return right === 'request';
  return isListed(access[right], who);
}

/** Which requests, escalations and runs a principal may read. */
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
  // A key with the name `everyone` is one key, not everyone.
  return namesOf(who).some((name) => name !== EVERYONE && list.includes(name));
}

const PERMISSION_TEXT: Record<Permission, string> = {
  request: 'start requests and runs',
  decide: 'decide',
  administer: 'administer',
};

/** @throws Forbidden if the principal lacks the permission; the message says how the config can grant it */
export function assertCan({ settings }: AdminContext, who: Principal, right: Permission): void {
  if (can(settings.access, who, right)) return;
  throw new Forbidden(`${who.name} may not ${PERMISSION_TEXT[right]} here: ${remedy(who, right)}.`);
}

function remedy(who: Principal, right: Permission): string {
  if (who.kind === 'key' && right === 'decide')
    return 'API keys cannot decide in their own name; a key with the scope decide-as can decide for a person named in the header Hitl-As';
  if (who.scopes) return `the key lacks the scope, or admin.access.${right} does not name ${who.name}`;
  return `admin.access.${right} must name them, one of their teams, or '${EVERYONE}'`;
}

/** How many items are checked at a time. */
const CONCURRENCY = 10;

/** A restriction of lists. Without `concerning`, the principal may read everything. */
type Visibility = { concerning?: Concerned } | 'nothing';

/** The restriction that limits lists and counts to what the principal may read. */
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

/** The items for which `mayRead` returns true. */
export async function filterReadable<Item>(
  items: readonly Item[],
  mayRead: (item: Item) => Promise<boolean>,
): Promise<Item[]> {
  const answers = await inBatches(items, CONCURRENCY, mayRead);
  return items.filter((_, index) => answers[index]);
}

/** Whether the principal requested this request or run, or submitted it in another name. Throws like `find`. */
export async function isOwn(admin: AdminContext, who: Principal, kind: Entity, id: string): Promise<boolean> {
  const { memo } = await find(admin.session, kind, id);
  const { requesterId, submittedBy } = (memo ?? {}) as Partial<RequestMemo & RunMemo>;
  return requesterId === who.name || submittedBy === who.account;
}

/** The requester for a new request or run. @throws Forbidden if a person names another requester */
export function requesterFor(who: Principal, named: string | undefined): string {
  if (who.kind === 'key' || named === undefined || named === who.name) return named ?? who.name;
  throw new Forbidden(`requesterId: ${who.name} may request only in their own name, not as ${named}`);
}

import type { RequestFilter } from '../../client';
import type { Position, Ranked } from '../../client/temporal/cursor';
import { toMilliseconds } from '../../contract/duration';
import { type RequestOrder, SEVERITIES } from '../../contract/names';
import { prefixOf } from '../../contract/search-pattern';
import type { Candidate } from './search-index';

/*
 * The order of a search, and whether a request of the index matches its filter. The order is that of the lists.
 */

/** The last time that a Date can hold. */
const LAST_TIME = 8.64e15;
/** Added to the rank of a request that the search finds only if the index is out of date. */
const UNLIKELY = 16;

/** The place of a request in the order. Likely ones come first. */
export function placeOf(order: RequestOrder, item: Candidate, isLikely: boolean): Ranked {
  const { id, severity, status, requestedAt, expiresAt, closedAt } = item;
  const isEnded = status !== 'pending';
  const newest = LAST_TIME - Date.parse(closedAt ?? requestedAt);
  const ranks = {
    newest: [Number(isEnded), newest],
    severity: [2 * severityRank(severity) + Number(isEnded), newest],
    deadline: [0, expiresAt === undefined ? LAST_TIME : Date.parse(expiresAt)],
    age: [0, Date.parse(requestedAt)],
  } satisfies Record<RequestOrder, [number, number]>;
  const [rank, time] = ranks[order];
  return { rank: rank + (isLikely ? 0 : UNLIKELY), time, id };
}

function severityRank(severity: Candidate['severity']): number {
  return severity === undefined ? SEVERITIES.length : SEVERITIES.length - 1 - SEVERITIES.indexOf(severity);
}

/** Sorts places. */
export function byPlace(a: Ranked, b: Ranked): number {
  return a.rank - b.rank || a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The place in a cursor of a search. */
export function rankedIn(position: Position | undefined): Ranked | undefined {
  return position && 'rank' in position ? position : undefined;
}

/**
 * Whether the request matches the filter. `unlikely`: only if it has changed since the index read it. `never`: what was
 * requested does not change.
 */
export function matchOf(
  filter: RequestFilter,
  item: Candidate,
  now: number,
): 'likely' | 'unlikely' | 'never' {
  const { kind, action, resource, requesterId, runId, ids } = filter;
  if (item.unreadable !== undefined) return 'unlikely';
  const isSame =
    (kind === undefined || item.kind === kind) &&
    hasPattern(item.action, action) &&
    hasPattern(item.resource, resource) &&
    hasPattern(item.requesterId, requesterId) &&
    (runId === undefined || item.runId === runId) &&
    (ids === undefined || ids.includes(item.id));
  return isSame ? (isNow(filter, item, now) ? 'likely' : 'unlikely') : 'never';
}

function hasPattern(value: string | undefined, pattern: string | undefined): boolean {
  if (pattern === undefined) return true;
  const prefix = prefixOf(pattern);
  return prefix === undefined ? value === pattern : (value?.startsWith(prefix) ?? false);
}

/** What may change, or depends on the time. */
function isNow(filter: RequestFilter, item: Candidate, now: number): boolean {
  const { status, approver, policy, severity, olderThan, newerThan, dueWithin } = filter;
  const { policies = [], policiesIncomplete, approvers = [], approversIncomplete, expiresAt } = item;
  const isPending = item.status === 'pending';
  const age = now - Date.parse(item.requestedAt);
  const isAny = (wanted: string | readonly string[] | undefined, values: readonly string[], isPart = false) =>
    wanted === undefined || isPart || [wanted].flat().some((each) => values.includes(each));
  return (
    (status === undefined || (status === 'ended' ? !isPending : item.status === status)) &&
    isAny(approver, approvers, approversIncomplete) &&
    isAny(policy, policies, policiesIncomplete) &&
    isAny(severity, item.severity === undefined ? [] : [item.severity]) &&
    (olderThan === undefined || age > toMilliseconds(olderThan)) &&
    (newerThan === undefined || age < toMilliseconds(newerThan)) &&
    (dueWithin === undefined ||
      (isPending && expiresAt !== undefined && Date.parse(expiresAt) <= now + toMilliseconds(dueWithin)))
  );
}

import type { ListPage } from '../../../../client';
import type { Duration } from '../../../../contract/duration';
import {
  ESCALATION_ORDERS,
  ESCALATION_STATUSES,
  type EscalationOrder,
  type Level,
  REQUEST_ORDERS,
  REQUEST_STATUSES,
  RUN_ORDERS,
  RUN_STATUSES,
  type RequestKind,
  type RequestOrder,
  type Severity,
} from '../../../../contract/names';
import { visibleLine } from '../../../../rules/text';
import { UsageError } from '../../errors';
import { EXIT, type ExitCode } from '../../exit';
import type { ConnectionFlags } from '../../flags';
import type { Call } from '../../verb';

export interface ListFlags extends ConnectionFlags {
  kind?: RequestKind | 'escalation' | 'run';
  status?: string;
  approver?: string[];
  assignee?: string[];
  action?: string;
  resource?: string;
  policy?: string[];
  severity?: Severity[];
  newerThan?: Duration;
  olderThan?: Duration;
  dueWithin?: Duration;
  search?: string;
  agent?: string;
  requester?: string;
  run?: string;
  level?: Level[];
  order: RequestOrder | EscalationOrder;
  limit: number;
  cursor?: string;
}

/** One kind of list: how to read its pages, and the words for its items. */
export interface Listing<Item> {
  /** The name of an item: singular, lower case. */
  noun: string;
  /** The status filter; `all` for any. */
  status: string;
  /** Whether there are filters besides the status. */
  isNarrowed: boolean;
  page: (options: { limit: number; cursor?: string }) => Promise<ListPage<Item>>;
  /** The numbers of items that match and of all items. Undefined through an admin server, which does not count. */
  count: () => Promise<number | undefined>;
  countAll: () => Promise<number | undefined>;
  table: (items: readonly Item[]) => string;
  /** The progress of a search after the last page was read, and about how many items match. */
  searched?: () => { note: string; matches?: number } | undefined;
  /** The commands that make an item and that list all items, without the program's name. */
  makeOne?: string;
  listAll: string;
}

export async function answerList<Item extends UncertainRow>(
  { flags, out, io }: Call<ListFlags>,
  listing: Listing<Item>,
): Promise<ExitCode> {
  const { items, nextCursor } = await fill(listing, flags);
  const isPart = flags.cursor !== undefined || nextCursor !== undefined;
  out.answerAll(items, items.length === 0 ? '' : listing.table(items), nextCursor);
  for (const note of uncertainties(items)) out.note(note);
  const total = items.length > 0 && !listing.searched?.() ? await listing.count() : undefined;
  out.note(await summary(listing, items.length, { isPart, total }, io.program));
  const searched = listing.searched?.();
  if (searched !== undefined) out.note(searched.note);
  // Temporal also gives a cursor after a full page that is the last.
  const isAll = flags.cursor === undefined && total !== undefined && total <= items.length;
  if (nextCursor !== undefined && !isAll) out.note(`More: the same with --cursor ${nextCursor}`);
  return EXIT.done;
}

interface UncertainRow {
  id: string;
  unreadable?: string;
  approversIncomplete?: true;
  assigneesIncomplete?: true;
}

/** Remarks about rows that are incomplete or unreadable. */
function uncertainties(items: readonly UncertainRow[]): string[] {
  const incomplete = items.filter((item) => item.approversIncomplete || item.assigneesIncomplete);
  const ids = incomplete.map(({ id }) => visibleLine(id)).join(', ');
  return [
    ...items.flatMap(({ id, unreadable }) =>
      unreadable === undefined ? [] : [`${visibleLine(id)} cannot be read: ${visibleLine(unreadable)}`],
    ),
    ...(incomplete.length === 0
      ? []
      : [
          `These ask more people than the list can hold, so they may not ask the person in your filter: ${ids}`,
        ]),
  ];
}

/** Reads pages until `limit` items are there, because a page may be short without being the last. */
async function fill<Item>({ page }: Listing<Item>, { limit, cursor }: ListFlags): Promise<ListPage<Item>> {
  const items: Item[] = [];
  let next = cursor;
  do {
    const read = await page({ limit: limit - items.length, cursor: next });
    items.push(...read.items);
    next = read.nextCursor;
  } while (next !== undefined && items.length < limit);
  return { items, nextCursor: next };
}

/** The summary line: the number of items, or for an empty list whether nothing matches or nothing exists. */
async function summary<Item>(
  listing: Listing<Item>,
  length: number,
  { isPart, total = isPart ? undefined : length }: { isPart: boolean; total: number | undefined },
  program: string,
): Promise<string> {
  const { noun, status } = listing;
  const statusPrefix = status === 'all' ? '' : `${status} `;
  if (length > 0) {
    const searched = listing.searched?.();
    if (searched !== undefined && isPart) {
      const all = searched.matches === undefined ? '' : `about ${Math.max(searched.matches, length)} `;
      return `${length} of ${all || 'the '}${statusPrefix}${noun}s that match`;
    }
    if (searched !== undefined)
      return `${length} ${statusPrefix}${noun}${length === 1 ? ' matches' : 's match'}`;
    if (total === undefined) return `${length} of the ${statusPrefix}${noun}s`;
    return `${length} of ${Math.max(total, length)} ${statusPrefix}${noun}${total === 1 ? '' : 's'}`;
  }
  const more = listing.isNarrowed ? 'match' : 'now';
  const inAll = await listing.countAll();
  if (inAll === undefined)
    return `No ${statusPrefix}${noun}s that you may read ${more}. List all: ${program} ${listing.listAll}`;
  if (inAll === 0) {
    const made = listing.makeOne === undefined ? '' : ` Create one: ${program} ${listing.makeOne}`;
    return `There are no ${noun}s yet.${made}`;
  }
  return `No ${statusPrefix}${noun}s ${more}. There are ${inAll} in total: ${program} ${listing.listAll}`;
}

/** What can be listed, with the filters and statuses of each kind. */
export const LISTED = {
  request: {
    flags: [
      'approver',
      'action',
      'resource',
      'requester',
      'run',
      'policy',
      'severity',
      'search',
      'newerThan',
      'olderThan',
      'dueWithin',
    ],
    statuses: REQUEST_STATUSES,
    orders: REQUEST_ORDERS,
  },
  escalation: {
    flags: ['assignee', 'level', 'run', 'search', 'newerThan', 'olderThan', 'dueWithin'],
    statuses: ['open', ...ESCALATION_STATUSES],
    orders: ESCALATION_ORDERS,
  },
  run: {
    flags: ['agent', 'requester', 'newerThan', 'olderThan'],
    statuses: RUN_STATUSES,
    orders: RUN_ORDERS,
  },
} as const;

type ListedKind = keyof typeof LISTED;
type Narrowing = (typeof LISTED)[ListedKind]['flags'][number];

const ALL = Object.keys(LISTED) as ListedKind[];

/** The given status, or the default. Checked here because the statuses depend on the kind. */
export function checkedStatus<S extends string>(
  flags: ListFlags,
  statuses: readonly S[],
  least: S,
): S | 'all' {
  if (flags.status === undefined) return least;
  const all = [...statuses, 'all' as const];
  const status = all.find((name) => name === flags.status);
  if (status !== undefined) return status;
  const hint = otherKindHint(flags, ({ statuses: known }) => known.some((name) => name === flags.status));
  throw new UsageError(
    `option '--status <status>' argument '${flags.status}' is invalid. Allowed choices are ${all.join(', ')}${hint}.`,
  );
}

/** The given order. Checked here because the orders depend on the kind. */
export function checkedOrder<O extends string>(flags: ListFlags, orders: readonly O[]): O {
  const order = orders.find((name) => name === flags.order);
  if (order !== undefined) return order;
  const hint = otherKindHint(flags, ({ orders: known }) => known.some((name) => name === flags.order));
  throw new UsageError(
    `option '--order <order>' argument '${flags.order}' is invalid. Allowed choices are ${orders.join(', ')}${hint}.`,
  );
}

/** Refuses a flag that does not apply to this kind: it would silently have no effect. */
export function refuseOtherFlags(flags: ListFlags): void {
  const kind = listedBy(flags);
  const known: readonly Narrowing[] = LISTED[kind].flags;
  const wrong = ALL.flatMap((other) => LISTED[other].flags).find(
    (name) => !known.includes(name) && flags[name] !== undefined,
  );
  if (wrong === undefined) return;
  const hint = otherKindHint(flags, ({ flags: others }) => others.some((name) => name === wrong));
  throw new UsageError(`${flagOf(wrong)} does not filter ${kind}s${hint}`);
}

/** `newerThan` is `--newer-than`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function listedBy({ kind }: ListFlags): ListedKind {
  return kind === 'escalation' || kind === 'run' ? kind : 'request';
}

/** The kinds for which `isSo` is true, with the flag that lists them. */
function otherKindHint(flags: ListFlags, isSo: (listed: (typeof LISTED)[ListedKind]) => boolean): string {
  const use = flags.kind === undefined ? 'add' : 'use';
  const hints = ALL.filter((kind) => kind !== listedBy(flags) && isSo(LISTED[kind])).map(
    (kind) => `for ${kind}s ${kind === 'request' ? 'remove --kind' : `${use} --kind ${kind}`}`,
  );
  return hints.map((hint) => `; ${hint}`).join('');
}

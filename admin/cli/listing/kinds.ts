import { ESCALATION_STATUSES } from '../../../contract/escalation';
import { RUN_STATUSES } from '../../../contract/run';
import { REQUEST_STATUSES } from '../../../contract/status';
import { UsageError } from '../errors';
import type { ListFlags } from './listing';

/** What can be listed: the flags that narrow a list of it, and how one may stand. */
export const LISTED = {
  request: {
    flags: ['approver', 'action', 'requester', 'run', 'order'],
    statuses: REQUEST_STATUSES,
  },
  escalation: {
    flags: ['assignee', 'level', 'run'],
    statuses: ['open', ...ESCALATION_STATUSES],
  },
  run: {
    flags: ['agent', 'requester'],
    statuses: RUN_STATUSES,
  },
} as const;

type Listed = keyof typeof LISTED;
type Narrowing = (typeof LISTED)[Listed]['flags'][number];

const ALL = Object.keys(LISTED) as Listed[];

/** The status asked for, or the default. Which there are depends on the kind, which commander does not know. */
export function checkedStatus<S extends string>(
  flags: ListFlags,
  statuses: readonly S[],
  least: S,
): S | 'all' {
  if (flags.status === undefined) return least;
  const all = [...statuses, 'all' as const];
  const status = all.find((name) => name === flags.status);
  if (status !== undefined) return status;
  const hint = elsewhere(flags, ({ statuses: known }) => known.some((name) => name === flags.status));
  throw new UsageError(
    `option '--status <status>' argument '${flags.status}' is invalid. Allowed choices are ${all.join(', ')}${hint}.`,
  );
}

/** A flag that a list does not know would silently narrow nothing. */
export function refuseOtherFlags(flags: ListFlags): void {
  const kind = listedBy(flags);
  const known: readonly Narrowing[] = LISTED[kind].flags;
  const wrong = ALL.flatMap((other) => LISTED[other].flags).find(
    (name) => !known.includes(name) && flags[name] !== undefined && flags[name] !== 'newest',
  );
  if (wrong === undefined) return;
  const hint = elsewhere(flags, ({ flags: others }) => others.some((name) => name === wrong));
  throw new UsageError(`--${wrong} does not narrow a list of ${kind}s${hint}`);
}

function listedBy({ kind }: ListFlags): Listed {
  return kind === 'escalation' || kind === 'run' ? kind : 'request';
}

/** What to say instead, to list the kinds of which this is so. */
function elsewhere(flags: ListFlags, isSo: (listed: (typeof LISTED)[Listed]) => boolean): string {
  const say = flags.kind === undefined ? 'add' : 'say';
  const hints = ALL.filter((kind) => kind !== listedBy(flags) && isSo(LISTED[kind])).map(
    (kind) => `for ${kind}s ${kind === 'request' ? 'leave out --kind' : `${say} --kind ${kind}`}`,
  );
  return hints.map((hint) => `; ${hint}`).join('');
}

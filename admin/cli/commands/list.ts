import { type Command, Option } from 'commander';
import type { ApprovalManager, RequestItem } from '../../../client';
import { LIMITS } from '../../../contract/limits';
import { REQUEST_STATUSES, type RequestStatus } from '../../../contract/status';
import { type ConnectionFlags, withConnectionFlags } from '../connection-flags';
import { EXIT } from '../exit-codes';
import { loadConnected } from '../heavy';
import { requestTable } from '../text/request-table';
import { type Call, type Cli, does, wholeNumber, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
  status?: RequestStatus | 'all';
  approver?: string[];
  action?: string;
  requester?: string;
  run?: string;
  kind?: 'approval';
  order?: 'newest' | 'deadline';
  limit: number;
  cursor?: string;
}

export function addList(program: Command, cli: Cli): void {
  const command = program
    .command('list')
    .description('list requests')
    .addOption(
      new Option('--status <status>', 'how they stand')
        .choices([...REQUEST_STATUSES, 'all'])
        .default('pending'),
    )
    .option(
      '--approver <name>',
      'that ask this person or team; may be repeated',
      (name, all: string[] = []) => [...all, name],
    )
    .option('--action <action>', 'of this action')
    .option('--requester <name>', 'by this requester')
    .option('--run <run>', 'of this agent run')
    .addOption(new Option('--kind <kind>', 'of this kind').choices(['approval']))
    .addOption(
      new Option('--order <order>', 'soonest deadline first, or newest first')
        .choices(['newest', 'deadline'])
        .default('newest'),
    )
    .option('--limit <n>', 'at most so many', wholeNumber(1, LIMITS.pageSize), 50)
    .option('--cursor <cursor>', 'go on where a list before ended')
    .addOption(
      new Option('--command-timeout <duration>', 'give up after so long, as in the temporal CLI').hideHelp(),
    );
  withConnectionFlags(withOutputFlag(command)).action(does(cli, list));
}

async function list({ flags, out, io }: Call<Flags>) {
  return loadConnected().connected(flags, async (approvals) => {
    const { items, nextCursor } = await fill(approvals, flags);
    out.answerAll(items, items.length === 0 ? '' : requestTable(out, items, Date.now()));
    out.note(await summary(approvals, flags, items, io.program));
    if (nextCursor !== undefined) out.note(`More: the same with --cursor ${nextCursor}`);
    return EXIT.done;
  });
}

/** As many as were asked for: a page may be short without being the last. */
async function fill(approvals: ApprovalManager, { order, limit, cursor, ...flags }: Flags) {
  const items: RequestItem[] = [];
  let next = cursor;
  do {
    const page = await approvals.listRequests({
      ...filterOf(flags),
      ...(order !== undefined && { order }),
      limit: limit - items.length,
      ...(next !== undefined && { cursor: next }),
    });
    items.push(...page.items);
    next = page.nextCursor;
  } while (next !== undefined && items.length < limit);
  return { items, nextCursor: next };
}

function filterOf({ status, approver, action, requester, run }: Partial<Flags>) {
  return {
    ...(status !== undefined && status !== 'all' && { status }),
    ...(approver !== undefined && { approver }),
    ...(action !== undefined && { action }),
    ...(requester !== undefined && { requesterId: requester }),
    ...(run !== undefined && { runId: run }),
  };
}

/** How many there are; and of an empty list, whether nothing matches or there is nothing at all. */
async function summary(
  approvals: ApprovalManager,
  flags: Flags,
  { length }: readonly RequestItem[],
  program: string,
): Promise<string> {
  const kind = flags.status === 'all' ? '' : `${flags.status} `;
  if (length > 0) {
    const total = await approvals.countRequests(filterOf(flags));
    return `${length} of ${Math.max(total, length)} ${kind}request${total === 1 ? '' : 's'}`;
  }
  const inAll = await approvals.countRequests();
  if (inAll === 0)
    return `There are no requests yet, of any status. Make one: ${program} request --action NAME`;
  const more = Object.keys(filterOf({ ...flags, status: 'all' })).length > 0 ? 'that match' : 'now';
  return `No ${kind}requests ${more}. There are ${inAll} in all: ${program} list --status all`;
}

import { type Command, Option } from 'commander';
import type { EscalationListOptions } from '../../../client';
import { defined } from '../../../contract/defined';
import { LIMITS } from '../../../contract/limits';
import { LEVELS, REQUEST_KINDS } from '../../../contract/names';
import { shellQuote } from '../../../rules/text';
import { connectionFlagsOf, withConnectionFlags } from '../flags';
import { withManagers } from '../with-managers';
import type { Escalations } from '../managers';
import { type Call, type Cli, verbAction, wholeNumber, withOutputFlag } from '../verb';
import { answerList, LISTED, type ListFlags, refuseOtherFlags } from './list/answer';
import { escalationListing, requestListing, runListing } from './list/tables';

const STATUSES = new Set([...Object.values(LISTED).flatMap(({ statuses }) => statuses), 'all']);

export function addList(command: Command, cli: Cli): void {
  const several = (name: string, all: string[] = []) => [...all, name];
  command
    .addOption(
      new Option('--kind <kind>', 'of this kind; else requests of any').choices([
        ...REQUEST_KINDS,
        'escalation',
        'run',
      ]),
    )
    .addOption(
      new Option('--status <status>', 'how they stand; default: the open ones').choices([...STATUSES]),
    )
    .option('--approver <name>', 'requests that ask this person or team; may be repeated', several)
    .option('--assignee <name>', 'escalations that ask this person or team; may be repeated', several)
    .option('--action <action>', 'requests of this action')
    .option('--agent <name>', 'runs of this agent')
    .option('--requester <name>', 'requests and runs by this requester')
    .option('--run <run>', 'requests and escalations of this agent run')
    .addOption(new Option('--level <level>', 'escalations at this level').choices([...LEVELS]))
    .addOption(
      new Option('--order <order>', 'requests: soonest deadline first, or newest first')
        .choices(['newest', 'deadline'])
        .default('newest'),
    )
    .option('--limit <n>', 'at most so many', wholeNumber(1, LIMITS.pageSize), 50)
    .option('--cursor <cursor>', 'go on where a list before ended')
    .addOption(
      new Option('--command-timeout <duration>', 'give up after so long, as in the temporal CLI').hideHelp(),
    );
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, list));
}

async function list(call: Call<ListFlags>) {
  const { flags, out } = call;
  refuseOtherFlags(flags);
  if (flags.kind === 'escalation') {
    const listing = escalationListing(flags, out);
    return withManagers(call, (_, { escalations }) => answerList(call, listing(escalations)));
  }
  if (flags.kind === 'run') {
    const listing = runListing(flags, out);
    return withManagers(call, (_, { runs }) => answerList(call, listing(runs)));
  }
  const listing = requestListing(flags, out);
  return withManagers(call, async (approvals, { escalations }) => {
    const code = await answerList(call, listing(approvals));
    await noteOpenEscalations(call, escalations);
    return code;
  });
}

const MAX_COUNTED = 100;

/** Says that escalations are open too, below a list of pending requests, which has none of them. */
export async function noteOpenEscalations(
  { flags, out, io }: Call<ListFlags>,
  escalations: Escalations,
): Promise<void> {
  const { kind, status = 'pending', run: runId } = flags;
  if (out.format !== 'text' || kind !== undefined || status !== 'pending') return;
  const filter = { status: 'open', ...defined({ runId }) } as const;
  const open = (await escalations.countEscalations?.(filter)) ?? (await listed(escalations, filter));
  if (open === 0) return;
  const ofRun = runId === undefined ? '' : ` --run ${shellQuote(runId)}`;
  const list = `${io.program} list --kind escalation${ofRun}${connectionFlagsOf(flags)}`;
  out.note(`${open} open escalation${open === 1 ? '' : 's'}: ${list}`);
}

/** Where nobody counts: as many as a page holds, which is enough to say that there are some. */
async function listed(escalations: Escalations, filter: EscalationListOptions): Promise<number | string> {
  const { items, nextCursor } = await escalations.listEscalations({ ...filter, limit: MAX_COUNTED });
  return nextCursor === undefined ? items.length : `${items.length} or more`;
}

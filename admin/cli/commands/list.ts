import { type Command, InvalidArgumentError, Option } from 'commander';
import type { EscalationListOptions } from '../../../client';
import { defined } from '../../../contract/defined';
import { DurationSchema } from '../../../contract/duration';
import { LIMITS } from '../../../contract/limits';
import { LEVELS, REQUEST_KINDS, SEVERITIES } from '../../../contract/names';
import { NamePatternSchema, SearchSchema } from '../../../contract/search-pattern';
import { shellQuote } from '../../../rules/text';
import { connectionFlagsOf, withConnectionFlags } from '../flags';
import type { Escalations } from '../managers';
import {
  type Call,
  type Cli,
  checkedBy,
  verbAction,
  wholeNumber,
  withExamples,
  withOutputFlag,
} from '../verb';
import { withManagers } from '../with-managers';
import { answerList, LISTED, type ListFlags, refuseOtherFlags } from './list/answer';
import { escalationListing, requestListing, runListing } from './list/tables';

const STATUSES = new Set([...Object.values(LISTED).flatMap(({ statuses }) => statuses), 'all']);

export function addList(command: Command, cli: Cli): void {
  const several = (name: string, all: string[] = []) => [...all, name];
  const pattern = checkedBy(NamePatternSchema);
  const duration = checkedBy(DurationSchema);
  command
    .addOption(
      new Option('--kind <kind>', 'what to list (default: requests of both kinds)').choices([
        ...REQUEST_KINDS,
        'escalation',
        'run',
      ]),
    )
    .addOption(
      new Option('--status <status>', 'only with this status (default: open ones)').choices([...STATUSES]),
    )
    .option('--approver <name>', 'requests that ask this person or team; repeatable', several)
    .option('--assignee <name>', 'escalations assigned to this person or team; repeatable', several)
    .option(
      '--action <action>',
      'requests for this action; `transfer_*` matches all that begin with transfer_',
      pattern,
    )
    .option(
      '--resource <resource>',
      'requests for this resource; `prod/*` matches all that begin with prod/',
      pattern,
    )
    .option('--agent <name>', 'runs of this agent; `pay*` matches all that begin with pay', pattern)
    .option(
      '--requester <name>',
      'requests and runs by this requester; `team-*` matches all that begin with team-',
      pattern,
    )
    .option('--policy <name>', 'requests of this policy; repeatable', several)
    .addOption(
      new Option('--severity <severity>', 'requests of this severity; repeatable')
        .choices([...SEVERITIES])
        .argParser(anyOf(SEVERITIES)),
    )
    .option('--run <run>', 'requests and escalations of this agent run')
    .addOption(
      new Option('--level <level>', 'escalations at this level; repeatable')
        .choices([...LEVELS])
        .argParser(anyOf(LEVELS)),
    )
    .addOption(
      new Option(
        '--order <order>',
        'what comes first: the newest, the soonest deadline, the oldest (`age`), the highest severity (requests) or level (escalations)',
      )
        .choices([...new Set(Object.values(LISTED).flatMap(({ orders }) => orders))])
        .default('newest'),
    )
    .option(
      '--search <words>',
      'requests with these words in description, action, resource, requester, run or id; escalations with these in reason, run or id',
      checkedBy(SearchSchema),
    )
    .option('--newer-than <duration>', 'only those begun within this time, such as 2h', duration)
    .option('--older-than <duration>', 'only those begun longer ago than this', duration)
    .option(
      '--due-within <duration>',
      'pending requests and open escalations that are due within this time, or overdue',
      duration,
    )
    .option('--limit <n>', 'maximum number of items', wholeNumber(1, LIMITS.pageSize), 50)
    .option('--cursor <cursor>', 'continue after the previous list')
    .addOption(
      new Option(
        '--command-timeout <duration>',
        'give up after this time, as in the temporal CLI',
      ).hideHelp(),
    );
  withExamples(
    command,
    'list --approver ana --order deadline',
    'list --severity high --severity critical --due-within 1h',
    'list --search INV-7004 --status all',
    'list --status all --requester payments-agent -o jsonl',
    'list --kind escalation --assignee finance-team --order deadline',
    'list --kind run --agent invoices --newer-than 1d',
  );
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, list));
}

/** Reads a repeatable flag with these choices. */
function anyOf<Value extends string>(choices: readonly Value[]) {
  return (value: string, all: Value[] = []): Value[] => {
    const choice = choices.find((each) => each === value);
    if (choice === undefined) throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
    return [...all, choice];
  };
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

/** Below a list of pending requests, says how many escalations are open, because the list does not contain them. */
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

/** The number of open escalations if there is no count: up to one page, which is enough to say that there are some. */
async function listed(escalations: Escalations, filter: EscalationListOptions): Promise<number | string> {
  const { items, nextCursor } = await escalations.listEscalations({ ...filter, limit: MAX_COUNTED });
  return nextCursor === undefined ? items.length : `${items.length} or more`;
}

import { type Command, Option } from 'commander';
import { ESCALATION_STATUSES } from '../../../contract/escalation';
import { REQUEST_KINDS } from '../../../contract/kind';
import { LEVELS } from '../../../contract/level';
import { LIMITS } from '../../../contract/limits';
import { RUN_STATUSES } from '../../../contract/run';
import { REQUEST_STATUSES } from '../../../contract/status';
import { withConnectionFlags } from '../connection-flags';
import { UsageError } from '../errors';
import { loadConnected } from '../heavy';
import { ESCALATION_FLAGS, escalationListing } from '../listing/escalations';
import { answerList, type ListFlags } from '../listing/listing';
import { REQUEST_FLAGS, requestListing } from '../listing/requests';
import { RUN_FLAGS, runListing } from '../listing/runs';
import { type Call, type Cli, does, wholeNumber, withOutputFlag } from '../verb';

const STATUSES = new Set([...REQUEST_STATUSES, 'open', ...ESCALATION_STATUSES, ...RUN_STATUSES, 'all']);

export function addList(program: Command, cli: Cli): void {
  const several = (name: string, all: string[] = []) => [...all, name];
  const command = program
    .command('list')
    .description('list requests, escalations or runs')
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
  withConnectionFlags(withOutputFlag(command)).action(does(cli, list));
}

async function list(call: Call<ListFlags>) {
  const { flags, out } = call;
  const { connected } = loadConnected();
  if (flags.kind === 'escalation') {
    refuseOthers(flags, 'escalations', ESCALATION_FLAGS);
    const listing = escalationListing(flags, out);
    return connected(flags, (_, { escalations }) => answerList(call, listing(escalations)));
  }
  if (flags.kind === 'run') {
    refuseOthers(flags, 'runs', RUN_FLAGS);
    const listing = runListing(flags, out);
    return connected(flags, (_, { runs }) => answerList(call, listing(runs)));
  }
  refuseOthers(flags, 'requests', REQUEST_FLAGS);
  const listing = requestListing(flags, out);
  return connected(flags, (approvals) => answerList(call, listing(approvals)));
}

const NARROWING = new Set([...REQUEST_FLAGS, ...ESCALATION_FLAGS, ...RUN_FLAGS]);

/** A flag that a list does not know would silently narrow nothing. */
function refuseOthers(flags: ListFlags, what: string, known: readonly string[]): void {
  const others = [...NARROWING].filter((name) => !known.includes(name));
  const wrong = others.find((name) => flags[name] !== undefined && flags[name] !== 'newest');
  if (wrong !== undefined) throw new UsageError(`--${wrong} does not narrow a list of ${what}`);
}

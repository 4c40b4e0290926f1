import { type Command, Option } from 'commander';
import { REQUEST_KINDS } from '../../../contract/kind';
import { LEVELS } from '../../../contract/level';
import { LIMITS } from '../../../contract/limits';
import { withConnectionFlags } from '../connection-flags';
import { loadConnected } from '../heavy';
import { escalationListing } from '../listing/escalations';
import { answerList, type ListFlags } from '../listing/listing';
import { noteOpenEscalations } from '../listing/open-escalations';
import { LISTED, refuseOtherFlags } from '../listing/kinds';
import { requestListing } from '../listing/requests';
import { runListing } from '../listing/runs';
import { type Call, type Cli, does, wholeNumber, withOutputFlag } from '../verb';

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
  withConnectionFlags(withOutputFlag(command)).action(does(cli, list));
}

async function list(call: Call<ListFlags>) {
  const { flags, out } = call;
  refuseOtherFlags(flags);
  const { connected } = loadConnected();
  if (flags.kind === 'escalation') {
    const listing = escalationListing(flags, out);
    return connected(call, (_, { escalations }) => answerList(call, listing(escalations)));
  }
  if (flags.kind === 'run') {
    const listing = runListing(flags, out);
    return connected(call, (_, { runs }) => answerList(call, listing(runs)));
  }
  const listing = requestListing(flags, out);
  return connected(call, async (approvals, { escalations }) => {
    const code = await answerList(call, listing(approvals));
    await noteOpenEscalations(call, escalations);
    return code;
  });
}

import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import { defined } from '../../../contract/defined';
import { shellQuote, visibleLine as line } from '../../../rules/text';
import { shortenTimes } from '../../text/time';
import { exitOfClaim } from '../exit';
import { type ConnectionFlags, apiAddress, connectionFlagsOf, withConnectionFlags } from '../flags';
import { type Call, type Cli, verbAction, withExamples, withOutputFlag } from '../verb';
import { withManagers } from '../with-managers';

interface Flags extends ConnectionFlags {
  by?: string;
  attempt?: string;
  contentHash?: string;
}

export function addClaim(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of the request')
    .addOption(
      new Option('--by <name>', 'program or person that will act (default: HITL_USER, or your user)'),
    )
    .option('--attempt <id>', 'id of this attempt: a retry with the same id gets the claim again')
    .option(
      '--content-hash <digest>',
      'hash of the content that you read; if it was edited since, the answer is `changed`',
    );
  withExamples(
    command,
    'claim ID --by pay-bot --attempt job-17 && pay',
    'outcome ID committed --attempt job-17 --reference transfer-17',
  );
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, claim));
}

async function claim({ flags, out, io }: Call<Flags>, id = '') {
  const { by, attempt, contentHash } = flags;
  const isSignedIn = apiAddress(flags, io.env) !== undefined;
  const claimedBy = by ?? (isSignedIn ? '' : io.env.HITL_USER || userInfo().username);
  return withManagers({ flags, io }, async (approvals) => {
    const answer = await approvals.claim(id, { claimedBy, ...defined({ attemptId: attempt, contentHash }) });
    const { green, red } = out.colours;
    const isClaimed = answer.outcome === 'claimed';
    const head = (isClaimed ? green : red)(answer.outcome.replace('_', ' '));
    const attemptId = answer.use?.attemptId ?? '';
    out.answer(
      answer,
      [`${head}: ${shortenTimes(line(answer.message))}`, ...(isClaimed ? [line(attemptId)] : [])].join('\n'),
    );
    if (isClaimed)
      out.note(
        `Report what happened: ${io.program} outcome ${shellQuote(id)} committed --attempt ${shellQuote(attemptId)}${connectionFlagsOf(flags)}`,
      );
    return exitOfClaim(answer.outcome);
  });
}

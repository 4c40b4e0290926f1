import { Argument, type Command } from 'commander';
import { defined } from '../../../contract/defined';
import { REPORTED_OUTCOMES, type ReportedOutcome } from '../../../contract/names';
import { answerVerdict } from '../answer-verdict';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
import { type Call, type Cli, required, verbAction, withExamples, withOutputFlag } from '../verb';
import { withManagers } from '../with-managers';

interface Flags extends ConnectionFlags {
  attempt: string;
  reference?: string;
  detail?: string;
}

export function addOutcome(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of the request')
    .addArgument(
      new Argument('<outcome>', 'what happened; `not_started` releases the claim').choices(REPORTED_OUTCOMES),
    )
    .addOption(required('--attempt <id>', 'id of the attempt that has the claim'))
    .option('--reference <text>', 'where to find what was done, such as the id of a transfer')
    .option('--detail <text>', 'what happened, in words');
  withExamples(
    command,
    'outcome ID committed --attempt job-17 --reference transfer-17',
    `outcome ID failed --attempt job-17 --detail 'the bank refused it'`,
  );
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, outcome));
}

async function outcome({ flags, out, io }: Call<Flags>, id = '', reported = '') {
  const { attempt: attemptId, reference, detail } = flags;
  return withManagers({ flags, io }, async (approvals) => {
    const verdict = await approvals.reportOutcome(id, {
      outcome: reported as ReportedOutcome,
      attemptId,
      via: 'cli',
      ...defined({ reference, detail }),
    });
    return answerVerdict(out, verdict);
  });
}

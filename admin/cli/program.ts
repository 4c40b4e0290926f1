import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addAck } from './commands/ack';
import { addAdmin } from './commands/admin';
import { addApprove } from './commands/approve';
import { addCancel } from './commands/cancel';
import { addChannels } from './commands/channels/channels';
import { addCompletion } from './commands/completion';
import { addConfig } from './commands/config';
import { addDev } from './commands/dev';
import { addDoctor } from './commands/doctor';
import { addEscalate } from './commands/escalate';
import { addHeal } from './commands/heal';
import { addHistory } from './commands/history';
import { addKeys } from './commands/keys/keys';
import { addList } from './commands/list';
import { addLogin } from './commands/login';
import { addLogout } from './commands/logout';
import { addPolicies } from './commands/policies';
import { addPromote } from './commands/promote';
import { addReassign } from './commands/reassign';
import { addReject } from './commands/reject';
import { addRequest } from './commands/request';
import { addResolve } from './commands/resolve';
import { addRun } from './commands/run/run';
import { addShow } from './commands/show';
import { addWait } from './commands/wait';
import { addWebhooks } from './commands/webhooks/webhooks';
import { addWorker } from './commands/worker';
import type { ExitCode } from './exit-codes';
import type { Io } from './io';

/** The commander program: `ended` is told the exit code of the verb that ran. */
export function createProgram(io: Io, ended: (code: ExitCode) => void): Command {
  const width = () => io.columns ?? 100;
  const program = new Command('hitl')
    .description('Human approvals and escalations for agents, each a Temporal workflow.')
    .usage('<verb> [flags]')
    .version(version(), '-V, --version', 'print the version')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    // What commander finds wrong is printed where all errors are.
    .configureOutput({
      writeOut: io.stdout,
      writeErr: io.stderr,
      outputError: () => {},
      getOutHelpWidth: width,
      getErrHelpWidth: width,
    });
  const cli = { io, ended };
  program.commandsGroup('Decide:');
  for (const add of [addList, addShow, addApprove, addReject, addCancel]) add(program, cli);
  program.commandsGroup('Escalations:');
  for (const add of [addAck, addResolve, addPromote, addReassign, addHistory]) add(program, cli);
  program.commandsGroup('Ask:');
  for (const add of [addRequest, addPolicies, addEscalate, addRun, addWait]) add(program, cli);
  program.commandsGroup('Work through a desk:');
  for (const add of [addLogin, addLogout, addKeys]) add(program, cli);
  program.commandsGroup('Tell people:');
  for (const add of [addChannels, addWebhooks]) add(program, cli);
  program.commandsGroup('Run:');
  for (const add of [addDev, addWorker, addAdmin, addConfig, addDoctor, addHeal, addCompletion])
    add(program, cli);
  program.addHelpCommand(
    new Command('help').argument('[verb]').description('explain a verb').helpGroup('Run:'),
  );
  return program;
}

const EXAMPLES = `
Examples:
  $ hitl dev                                       Temporal and a worker on this machine
  $ hitl request --action transfer_funds --resource bank-account-123 --context '{"amount": 15000}'
  $ hitl policies --action transfer_funds --context '{"amount": 15000}'   who would have to approve?
  $ hitl list --approver finance-team
  $ hitl login --api https://desk.example          then --api, or HITL_API, goes through the desk
  $ hitl show ID
  $ hitl approve ID --as ana --notes 'matches the invoice'
  $ hitl wait ID --timeout 1h && ./pay             never pays after a no
  $ hitl run report RUN --context '{"confidence": 0.3}' --escalate
  $ hitl list --kind escalation --assignee finance-team
  $ hitl resolve ID --as ana --action continue --resolution 'the invoice is right'

Exit codes: 0 done, 1 failure, 2 usage or invalid, 4 not authorized, 5 rejected or aborted, 6 expired, 7 cancelled,
  8 still pending or queued, 9 conflict or superseded.
`;

function version(): string {
  const file = require.resolve('temporal-hitl/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

import type { Command } from 'commander';
import { defined } from '../../../contract/defined';
import { shellQuote } from '../../../rules/text';
import { EXIT } from '../exit';
import { type ConnectionFlags, connectionFlagsOf, withConnectionFlags } from '../flags';
import { readJsonObject } from '../json-input';
import { type Call, type Cli, required, verbAction, withExamples, withOutputFlag } from '../verb';
import { withManagers } from '../with-managers';
import { addSupportingFlags, readSupporting, type SupportingFlags } from './request/supporting';
import { timeoutOfWait, waitForRequest } from './wait';

interface Flags extends ConnectionFlags, SupportingFlags {
  action: string;
  resource?: string;
  description?: string;
  context?: string;
  requester?: string;
  run?: string;
  id?: string;
  wait?: boolean;
  timeout?: string;
}

export function addRequest(command: Command, cli: Cli): void {
  command
    .addOption(required('--action <action>', 'action to approve, such as transfer_funds'))
    .option('--resource <resource>', 'resource of the action')
    .option('--description <text>', 'description for the person who decides')
    .option('--context <json>', 'arguments of the action: a JSON object, @FILE, or - for standard input');
  addSupportingFlags(command);
  command
    .option('--requester <name>', 'requester (default: you)')
    .option('--run <run>', 'agent run that requests this')
    .option('--id <id>', 'id of the request; the same id again returns the same request')
    .option('--wait', 'wait until it has ended; the exit code is the outcome')
    .option(
      '--timeout <duration>',
      'with --wait, stop waiting after this time, such as 1h; the request does not change',
    );
  withExamples(
    command,
    `request --action transfer_funds --resource bank-account-123 --context '{"amount": 15000}'`,
    'request --action deploy --context @deploy.json --wait --timeout 1h && ./deploy.sh',
    `request --action deploy --rationale 'fixes the login' --evidence diff=@v2.diff --evidence link=https://ci.example/42`,
  );
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, request));
}

async function request(call: Call<Flags>) {
  const { flags, out, io } = call;
  const { action, resource, description, run } = flags;
  const timeout = timeoutOfWait(flags);
  const context = flags.context === undefined ? {} : await readJsonObject(flags.context, '--context', io);
  const supporting = await readSupporting(flags, io);
  return withManagers(call, async (approvals, { ownName }) => {
    const content = {
      action,
      ...defined({ resource, description }),
      context,
      ...supporting,
      requesterId: flags.requester ?? (await ownName()),
      ...defined({ runId: run }),
    };
    const requested = await approvals.requestApproval({ ...content, ...defined({ id: flags.id }) });
    const { id, status, created, contentHash } = requested;
    const again = `${shellQuote(id)}${connectionFlagsOf(flags)}`;
    out.note(
      created
        ? `Requested. See it: ${io.program} show ${again}`
        : `This request existed already and is ${status}. See it: ${io.program} show ${again}`,
    );
    if (flags.wait) return waitForRequest(call, approvals, id, timeout);
    out.answer({ id, kind: 'approval', status, ...content, created, contentHash }, id);
    return EXIT.done;
  });
}

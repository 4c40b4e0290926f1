import type { Command } from 'commander';
import { type ConnectionFlags, sameConnection, withConnectionFlags } from '../connection-flags';
import { EXIT } from '../exit-codes';
import { given } from '../given';
import { loadConnected } from '../heavy';
import { readJsonObject } from '../json-object';
import { waitAndAnswer } from '../outcome';
import { shellQuote } from '../../../rules/shell-quote';
import { required } from '../required-flags';
import { type Call, type Cli, does, withOutputFlag } from '../verb';
import { timeoutOfWait } from '../waiting';

interface Flags extends ConnectionFlags {
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
    .addOption(required('--action <action>', 'what will be done, such as transfer_funds'))
    .option('--resource <resource>', 'what it will be done to')
    .option('--description <text>', 'for the person who decides')
    .option('--context <json>', 'the exact arguments: a JSON object, @FILE, or - for standard input')
    .option('--requester <name>', 'who asks; default: you')
    .option('--run <run>', 'the agent run on whose behalf')
    .option('--id <id>', 'of the request: the same id again is the same request')
    .option('--wait', 'wait until it has ended, and exit by its outcome')
    .option('--timeout <duration>', 'with --wait: give up after so long, such as 1h; it stays as it is');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, request));
}

async function request(call: Call<Flags>) {
  const { flags, out, io } = call;
  const { action, resource, description, run } = flags;
  const timeout = timeoutOfWait(flags);
  const context = flags.context === undefined ? {} : await readJsonObject(flags.context, '--context', io);
  return loadConnected().connected(call, async (approvals, { ownName }) => {
    const content = {
      action,
      ...given({ resource, description }),
      context,
      requesterId: flags.requester ?? (await ownName()),
      ...given({ runId: run }),
    };
    const requested = await approvals.requestApproval({ ...content, ...given({ id: flags.id }) });
    const { id, status, created, contentHash } = requested;
    const again = `${shellQuote(id)}${sameConnection(flags)}`;
    out.note(
      created
        ? `Requested. See it: ${io.program} show ${again}`
        : `Requested before; it is ${status}. See it: ${io.program} show ${again}`,
    );
    if (flags.wait) return waitAndAnswer(call, approvals, id, timeout);
    out.answer({ id, kind: 'approval', status, ...content, created, contentHash }, id);
    return EXIT.done;
  });
}

import type { Command } from 'commander';
import { type ConnectionFlags, withConnectionFlags } from '../connection-flags';
import { UsageError } from '../errors';
import { EXIT } from '../exit-codes';
import { given } from '../given';
import { loadConnected } from '../heavy';
import { readJsonObject } from '../json-object';
import { dryRunText } from '../text/dry-run-text';
import { policiesText } from '../text/policies-text';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
  action?: string;
  resource?: string;
  context?: string;
  requester?: string;
}

export function addPolicies(command: Command, cli: Cli): void {
  command
    .option('--action <action>', 'try it out: who would have to approve this? Nothing is requested')
    .option('--resource <resource>', 'what it would be done to')
    .option('--context <json>', 'the exact arguments: a JSON object, @FILE, or - for standard input')
    .option('--requester <name>', 'who would ask; default: you');
  withConnectionFlags(withOutputFlag(command)).action(does(cli, policies));
}

async function policies(call: Call<Flags>) {
  const { flags, out, io } = call;
  const { action, resource, requester } = flags;
  if (action === undefined) {
    const idle = (['resource', 'context', 'requester'] as const).find((flag) => flags[flag] !== undefined);
    if (idle !== undefined) throw new UsageError(`--${idle} goes with --action: what would be done?`);
    return loadConnected().connected(call, async (_, others) => {
      const told = await others.policies.get();
      out.answer(told, policiesText(out, told));
      return EXIT.done;
    });
  }
  const context = flags.context === undefined ? {} : await readJsonObject(flags.context, '--context', io);
  return loadConnected().connected(call, async (_, others) => {
    const requesterId = requester ?? (await others.ownName());
    const content = { action, ...given({ resource }), context, requesterId };
    const dry = await others.policies.dryRun(content);
    out.note('Tried out: nothing was requested, and nobody was told.');
    out.answer(dry, dryRunText(out, content, dry));
    return EXIT.done;
  });
}

import type { Command } from 'commander';
import { NameSchema } from '../../../../contract/text';
import { UsageError } from '../../errors';
import { EXIT } from '../../exit-codes';
import { createSigningKey } from '../../keys/signing-key';
import { required } from '../../required-flags';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';

interface Flags {
  id: string;
  out: string;
}

export function addKeysSigning(keys: Command, cli: Cli): void {
  const command = keys
    .command('signing')
    .description(
      'make a key that signs decisions: the private one for whoever signs, the public one for the config',
    )
    .addOption(required('--id <name>', 'by which the config and the record name it, such as desk-2026'))
    .addOption(required('--out <file>', 'where the private key goes: a new file that only you may read'));
  withOutputFlag(command).action(does(cli, signing));
}

async function signing({ flags, out }: Call<Flags>) {
  const id = NameSchema.safeParse(flags.id);
  if (!id.success) throw new UsageError(`--id: ${id.error.issues[0]?.message ?? 'is no name'}`);
  const publicKey = createSigningKey(flags.out);
  const entry = { id: id.data, publicKey };
  out.answer({ ...entry, file: flags.out }, `{ id: ${quoted(entry.id)}, publicKey: ${quoted(publicKey)} },`);
  out.note(`The private key is in ${flags.out}: give it to whoever signs, and to nobody else.`);
  out.note('The line above goes into decisions.keys of temporal.config.ts.');
  return EXIT.done;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

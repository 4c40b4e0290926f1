import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { NameSchema } from '../../../../contract/text';
import { UsageError } from '../../errors';
import { EXIT } from '../../exit';
import { type Call, type Cli, verbAction, required, withOutputFlag } from '../../verb';

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
    .addOption(required('--id <name>', 'by which the config and the record name it, such as inbox-2026'))
    .addOption(required('--out <file>', 'where the private key goes: a new file that only you may read'));
  withOutputFlag(command).action(verbAction(cli, signing));
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

/**
 * Makes an Ed25519 key: the private one goes to a new file that only its owner may read, as PEM (PKCS #8).
 *
 * @returns the public one, as the base64 of its DER (SPKI)
 * @throws UsageError when the file is there already, or cannot be written
 */
function createSigningKey(file: string): string {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  try {
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new UsageError(
      isThere
        ? `${file} is there already, and a key is never written over: name a new file`
        : `${file} cannot be written: ${(error as Error).message}`,
    );
  }
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

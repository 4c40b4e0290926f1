import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describeIssues } from '../../../../contract/issues';
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
      'Create a key pair for signing decisions: a private key for the signer, a public key for the config',
    )
    .addOption(required('--id <name>', 'name of the key in the config and the record, such as inbox-2026'))
    .addOption(required('--out <file>', 'new file for the private key, which only you can read'));
  withOutputFlag(command).action(verbAction(cli, signing));
}

async function signing({ flags, out }: Call<Flags>) {
  const id = NameSchema.safeParse(flags.id);
  if (!id.success) throw new UsageError(describeIssues(id.error, '--id'));
  const publicKey = createSigningKey(flags.out);
  const entry = { id: id.data, publicKey };
  out.answer({ ...entry, file: flags.out }, `{ id: ${quoted(entry.id)}, publicKey: ${quoted(publicKey)} },`);
  out.note(`The private key is in ${flags.out}. Give it only to the program that signs.`);
  out.note('Add the line above to decisions.keys in temporal.config.ts.');
  return EXIT.done;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/**
 * Makes an Ed25519 key pair. Writes the private key as PEM (PKCS #8) to a new file that only its owner can read.
 *
 * @returns the public key as base64 of its DER (SPKI)
 * @throws UsageError when the file exists already or cannot be written
 */
export function createSigningKey(file: string): string {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  try {
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new UsageError(
      isThere
        ? `${file} already exists and is not overwritten: choose a new file`
        : `${file} cannot be written: ${(error as Error).message}`,
    );
  }
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

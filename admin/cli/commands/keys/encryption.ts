import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { KeyIdSchema } from '../../../../contract/encryption';
import { describeIssues } from '../../../../contract/issues';
import { UsageError } from '../../errors';
import { EXIT } from '../../exit';
import { type Call, type Cli, verbAction, required, withOutputFlag } from '../../verb';

const KEY_BYTES = 32;

interface Flags {
  id: string;
}

export function addKeysEncryption(keys: Command, cli: Cli): void {
  const command = keys
    .command('encryption')
    .description('Create a key for payload encryption (AES-256); it is printed once and stored nowhere')
    .addOption(
      required('--id <name>', 'id of the key, stored in clear text beside what it encrypts, such as 2026-12'),
    );
  withOutputFlag(command).action(verbAction(cli, encryption));
}

async function encryption({ flags, out }: Call<Flags>) {
  const id = KeyIdSchema.safeParse(flags.id);
  if (!id.success) throw new UsageError(describeIssues(id.error, '--id'));
  const key = randomBytes(KEY_BYTES).toString('base64');
  out.answer({ id: id.data, key }, `${id.data}=${key}`);
  out.note('Keep it in your secret store: without it, what it encrypts cannot be read again.');
  out.note(
    'Give it to every client, worker and admin server, in HITL_ENCRYPTION_KEYS or as a line of HITL_ENCRYPTION_KEYS_FILE: ' +
      'the first key encrypts, every key decrypts. To rotate, add it last everywhere before you move it to the front.',
  );
  return EXIT.done;
}

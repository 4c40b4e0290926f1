import type { Command } from 'commander';
import { UsageError } from '../../errors';
import { EXIT } from '../../exit-codes';
import { loadKeyFile } from '../../heavy';
import type { KeyFileFlags } from '../../keys/key-file';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';
import { withKeyFileFlags } from './file-flags';

export function addKeysRevoke(keys: Command, cli: Cli): void {
  const command = keys
    .command('revoke')
    .description('withdraw an API key: no desk that has the file takes it any more')
    .argument('<key>', 'its id, as `hitl keys list` shows it');
  withKeyFileFlags(withOutputFlag(command)).action(does(cli, revoke));
}

async function revoke({ flags, out }: Call<KeyFileFlags>, id = '') {
  const { keyFileOf, changeKeys } = loadKeyFile();
  const file = await keyFileOf(flags);
  const name = await changeKeys(file, (keys) => {
    const key = keys.find((each) => each.id === id);
    // The text of a key has its id in it; it is not repeated here, as it opens.
    if (key === undefined)
      throw new UsageError(
        `${file} has no key of that id: a key's id has 12 characters, as hitl keys list shows it`,
      );
    return { keys: keys.filter((each) => each !== key), answer: key.name };
  });
  out.answer({ id, name, revoked: true }, `The key ${id} (${name}) no longer opens.`);
  return EXIT.done;
}

import type { Command } from 'commander';
import { checkedDuration } from '../../../../client/input-problem';
import { NameSchema } from '../../../../contract/text';
import { type Scope, SCOPES } from '../../../access/principal';
import { UsageError } from '../../errors';
import { EXIT } from '../../exit-codes';
import { given } from '../../given';
import { loadKeyFile, loadApiKeys } from '../../heavy';
import type { KeyFileFlags } from '../../keys/key-file';
import { required } from '../../required-flags';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';
import { withKeyFileFlags } from './file-flags';

interface Flags extends KeyFileFlags {
  name: string;
  scopes: string;
  people?: string;
  expires: string;
}

export function addKeysCreate(keys: Command, cli: Cli): void {
  const command = keys
    .command('create')
    .description('make an API key, by which a program works through a desk; it is printed once')
    .addOption(required('--name <name>', "by which the desk's access and the record know it, such as ci-bot"))
    .addOption(required('--scopes <scopes>', `what it is for: ${SCOPES.join(', ')}; several with commas`))
    .option('--people <names>', 'with decide-as: the people it may act for, with commas; else anybody')
    .addOption(required('--expires <duration>', 'how long it opens, such as 90d'));
  withKeyFileFlags(withOutputFlag(command)).action(does(cli, create));
}

async function create({ flags, out }: Call<Flags>) {
  const name = named(flags.name, '--name');
  const scopes = scopesIn(flags.scopes);
  const people =
    flags.people === undefined ? undefined : split(flags.people).map((each) => named(each, '--people'));
  if (people && !scopes.includes('decide-as'))
    throw new UsageError('--people goes with --scopes decide-as: a key without it acts for nobody');
  const expiresAt = new Date(Date.now() + checkedDuration(flags.expires, '--expires')).toISOString();
  const { keyFileOf, changeKeys } = loadKeyFile();
  const file = await keyFileOf(flags);
  const { key, text } = loadApiKeys().makeKey({ name, scopes, expiresAt, ...given({ people }) });
  await changeKeys(file, (keys) => ({ keys: [...keys, key], answer: undefined }));
  out.answer({ id: key.id, name, scopes, ...given({ people }), expiresAt, key: text }, text);
  out.note(`The key ${key.id} is in ${file}, hashed: what is printed here cannot be shown again.`);
  out.note(
    'A desk that has the file takes it at once. What it reads besides its own requests, desk.access.read says, by its name.',
  );
  return EXIT.done;
}

function scopesIn(value: string): Scope[] {
  return [...new Set(split(value))].map((each) => {
    const scope = SCOPES.find((known) => known === each);
    if (scope) return scope;
    throw new UsageError(`--scopes: '${each}' is none. There are ${SCOPES.join(', ')}`);
  });
}

function split(value: string): string[] {
  return value.split(',').map((each) => each.trim());
}

function named(value: string, flag: string): string {
  const name = NameSchema.safeParse(value);
  if (name.success) return name.data;
  throw new UsageError(`${flag}: ${name.error.issues[0]?.message ?? 'is no name'}`);
}

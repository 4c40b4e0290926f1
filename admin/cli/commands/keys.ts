import type { Command } from 'commander';
import { checkedDuration } from '../../../client/input';
import { defined } from '../../../contract/defined';
import { NameSchema } from '../../../contract/text';
import { visibleLine } from '../../../rules/text';
import type { ApiKey } from '../../sign-in/api-keys';
import { type Column, table } from '../../text/table';
import { UsageError } from '../errors';
import { EXIT } from '../exit';
import { loadApiKeys, loadKeyFile } from '../lazy-imports';
import { type Call, type Cli, verbAction, required, withOutputFlag } from '../verb';
import type { KeyFileFlags } from './keys/file';
import { addKeysSigning } from './keys/signing';
import { type Scope, SCOPES } from '../../../contract/config/admin';

/** `hitl keys VERB`: keys that people and programs prove themselves with. */
export function addKeys(keys: Command, cli: Cli): void {
  for (const add of [addKeysCreate, addKeysList, addKeysRevoke, addKeysSigning]) add(keys, cli);
}

interface KeyCreateFlags extends KeyFileFlags {
  name: string;
  scopes: string;
  people?: string;
  expires: string;
}

export function addKeysCreate(keys: Command, cli: Cli): void {
  const command = keys
    .command('create')
    .description('make an API key, by which a program works through an admin server; it is printed once')
    .addOption(
      required('--name <name>', "by which the admin server's access and the record know it, such as ci-bot"),
    )
    .addOption(required('--scopes <scopes>', `what it is for: ${SCOPES.join(', ')}; several with commas`))
    .option('--people <names>', 'with decide-as: the people it may act for, with commas; else anybody')
    .addOption(required('--expires <duration>', 'how long it opens, such as 90d'));
  withKeyFileFlags(withOutputFlag(command)).action(verbAction(cli, create));
}

async function create({ flags, out }: Call<KeyCreateFlags>) {
  const name = named(flags.name, '--name');
  const scopes = scopesIn(flags.scopes);
  const people =
    flags.people === undefined ? undefined : split(flags.people).map((each) => named(each, '--people'));
  if (people && !scopes.includes('decide-as'))
    throw new UsageError('--people goes with --scopes decide-as: a key without it acts for nobody');
  const expiresAt = new Date(Date.now() + checkedDuration(flags.expires, '--expires')).toISOString();
  const { keyFileOf, changeKeys } = loadKeyFile();
  const file = await keyFileOf(flags);
  const { key, text } = loadApiKeys().makeKey({ name, scopes, expiresAt, ...defined({ people }) });
  await changeKeys(file, (keys) => ({ keys: [...keys, key], answer: undefined }));
  out.answer({ id: key.id, name, scopes, ...defined({ people }), expiresAt, key: text }, text);
  out.note(`The key ${key.id} is in ${file}, hashed: what is printed here cannot be shown again.`);
  out.note(
    'An admin server that has the file takes it at once. What it reads besides its own requests, admin.access.read says, by its name.',
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

export function addKeysList(keys: Command, cli: Cli): void {
  const command = keys.command('list').description('list the API keys: what each is for, and until when');
  withKeyFileFlags(withOutputFlag(command)).action(verbAction(cli, list));
}

async function list({ flags, out }: Call<KeyFileFlags>) {
  const { keyFileOf, keysIn } = loadKeyFile();
  const file = await keyFileOf(flags);
  const keys = keysIn(file).map(({ id, name, scopes, people, createdAt, expiresAt }) => ({
    ...{ id, name, scopes, ...defined({ people }), createdAt, expiresAt },
  }));
  out.answerAll(keys, keys.length === 0 ? '' : table(COLUMNS, keys, out.columns));
  if (keys.length === 0) out.note(`There are no keys in ${file}.`);
  return EXIT.done;
}

type Row = Omit<ApiKey, 'hash'>;

const COLUMNS: Column<Row>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'NAME', of: ({ name }) => visibleLine(name), least: 12 },
  { title: 'SCOPES', of: ({ scopes }) => scopes.join(', ') },
  { title: 'FOR', of: actsFor, least: 12 },
  { title: 'UNTIL', of: ({ expiresAt }) => (isOver(expiresAt) ? `expired ${expiresAt}` : expiresAt) },
];

function actsFor({ people, scopes }: Row): string {
  if (people) return people.map(visibleLine).join(', ');
  return scopes.includes('decide-as') ? 'anybody' : '-';
}

function isOver(expiresAt: string): boolean {
  return Date.parse(expiresAt) <= Date.now();
}

export function addKeysRevoke(keys: Command, cli: Cli): void {
  const command = keys
    .command('revoke')
    .description('withdraw an API key: no admin server that has the file takes it any more')
    .argument('<key>', 'its id, as `hitl keys list` shows it');
  withKeyFileFlags(withOutputFlag(command)).action(verbAction(cli, revoke));
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

/** Adds the flags that say which file of API keys is meant. */
export function withKeyFileFlags(command: Command): Command {
  return command
    .option('--file <file>', 'of the keys; default: admin.signIn.keys of the config')
    .option('--config <file>', 'with `admin`; default temporal.config.* here');
}

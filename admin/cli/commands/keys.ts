import type { Command } from 'commander';
import { checkedDuration } from '../../../client/input';
import { type Scope, SCOPES } from '../../../contract/config/admin';
import { defined } from '../../../contract/defined';
import { describeIssues } from '../../../contract/issues';
import { NameSchema } from '../../../contract/text';
import { visibleLine } from '../../../rules/text';
import type { ApiKey } from '../../sign-in/api-keys';
import { type Column, table } from '../../text/table';
import { UsageError } from '../errors';
import { EXIT } from '../exit';
import { loadApiKeys, loadKeyFile } from '../lazy-imports';
import { type Call, type Cli, verbAction, required, withOutputFlag } from '../verb';
import { addKeysEncryption } from './keys/encryption';
import type { KeyFileFlags } from './keys/file';
import { addKeysSigning } from './keys/signing';

/** `hitl keys VERB`: API keys of programs, keys that sign decisions, and keys that encrypt payloads. */
export function addKeys(keys: Command, cli: Cli): void {
  for (const add of [addKeysCreate, addKeysList, addKeysRevoke, addKeysSigning, addKeysEncryption])
    add(keys, cli);
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
    .description('Create an API key, with which a program uses an admin server; it is printed once')
    .addOption(
      required(
        '--name <name>',
        "name of the key in the record and in the config's admin.access, such as ci-bot",
      ),
    )
    .addOption(required('--scopes <scopes>', `permissions, separated by commas: ${SCOPES.join(', ')}`))
    .option(
      '--people <names>',
      'people it may act for, separated by commas; only with decide-as (default: anyone)',
    )
    .addOption(required('--expires <duration>', 'how long it is valid, such as 90d'));
  withKeyFileFlags(withOutputFlag(command)).action(verbAction(cli, create));
}

async function create({ flags, out }: Call<KeyCreateFlags>) {
  const name = named(flags.name, '--name');
  const scopes = scopesIn(flags.scopes);
  const people =
    flags.people === undefined ? undefined : split(flags.people).map((each) => named(each, '--people'));
  if (people && !scopes.includes('decide-as'))
    throw new UsageError('--people needs --scopes decide-as: without it a key acts for no one');
  const expiresAt = new Date(Date.now() + checkedDuration(flags.expires, '--expires')).toISOString();
  const { keyFileOf, changeKeys } = loadKeyFile();
  const file = await keyFileOf(flags);
  const { key, text } = loadApiKeys().makeKey({ name, scopes, expiresAt, ...defined({ people }) });
  await changeKeys(file, (keys) => ({ keys: [...keys, key], answer: undefined }));
  out.answer({ id: key.id, name, scopes, ...defined({ people }), expiresAt, key: text }, text);
  out.note(`Key ${key.id} is stored in ${file} as a hash. It cannot be shown again.`);
  out.note(
    'An admin server with this file accepts it at once. It may read its own requests; admin.access.read of the config can allow it more.',
  );
  return EXIT.done;
}

function scopesIn(value: string): Scope[] {
  return [...new Set(split(value))].map((each) => {
    const scope = SCOPES.find((known) => known === each);
    if (scope) return scope;
    throw new UsageError(`--scopes: '${each}' is not a scope. Scopes: ${SCOPES.join(', ')}`);
  });
}

function split(value: string): string[] {
  return value.split(',').map((each) => each.trim());
}

function named(value: string, flag: string): string {
  const name = NameSchema.safeParse(value);
  if (name.success) return name.data;
  throw new UsageError(describeIssues(name.error, flag));
}

export function addKeysList(keys: Command, cli: Cli): void {
  const command = keys.command('list').description('List the API keys');
  withKeyFileFlags(withOutputFlag(command)).action(verbAction(cli, list));
}

async function list({ flags, out }: Call<KeyFileFlags>) {
  const { keyFileOf, keysIn } = loadKeyFile();
  const file = await keyFileOf(flags);
  const keys = keysIn(file).map(({ id, name, scopes, people, createdAt, expiresAt }) => ({
    ...{ id, name, scopes, ...defined({ people }), createdAt, expiresAt },
  }));
  out.answerAll(keys, keys.length === 0 ? '' : table(COLUMNS, keys, out.columns));
  if (keys.length === 0) out.note(`${file} has no keys.`);
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
  return scopes.includes('decide-as') ? 'anyone' : '-';
}

function isOver(expiresAt: string): boolean {
  return Date.parse(expiresAt) <= Date.now();
}

export function addKeysRevoke(keys: Command, cli: Cli): void {
  const command = keys
    .command('revoke')
    .description('Revoke an API key')
    .argument('<key>', 'id of the key, from `hitl keys list`');
  withKeyFileFlags(withOutputFlag(command)).action(verbAction(cli, revoke));
}

async function revoke({ flags, out }: Call<KeyFileFlags>, id = '') {
  const { keyFileOf, changeKeys } = loadKeyFile();
  const file = await keyFileOf(flags);
  const name = await changeKeys(file, (keys) => {
    const key = keys.find((each) => each.id === id);
    // The argument may be the key itself, which contains its id. So the message does not repeat it.
    if (key === undefined)
      throw new UsageError(
        `${file} has no key with this id. An id has 12 characters; \`hitl keys list\` shows the ids`,
      );
    return { keys: keys.filter((each) => each !== key), answer: key.name };
  });
  out.answer({ id, name, revoked: true }, `Key ${id} (${name}) is revoked.`);
  return EXIT.done;
}

/** Adds the flags that name the file of API keys. */
export function withKeyFileFlags(command: Command): Command {
  return command
    .option('--file <file>', "file of API keys (default: the config's admin.signIn.keys)")
    .option(
      '--config <file>',
      'config file with an `admin` section (default: temporal.config.* in this folder)',
    );
}

import type { Command } from 'commander';
import { visibleLine } from '../../../../rules/visible';
import type { ApiKey } from '../../../sign-in/api-keys';
import { EXIT } from '../../exit-codes';
import { given } from '../../given';
import { loadKeyFile } from '../../heavy';
import type { KeyFileFlags } from '../../keys/key-file';
import { type Column, table } from '../../text/table';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';
import { withKeyFileFlags } from './file-flags';

export function addKeysList(keys: Command, cli: Cli): void {
  const command = keys.command('list').description('list the API keys: what each is for, and until when');
  withKeyFileFlags(withOutputFlag(command)).action(does(cli, list));
}

async function list({ flags, out }: Call<KeyFileFlags>) {
  const { keyFileOf, keysIn } = loadKeyFile();
  const file = await keyFileOf(flags);
  const keys = keysIn(file).map(({ id, name, scopes, people, createdAt, expiresAt }) => ({
    ...{ id, name, scopes, ...given({ people }), createdAt, expiresAt },
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

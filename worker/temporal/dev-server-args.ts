import type { SearchAttributeType } from '@temporalio/common';
import { TypedSearchAttributes } from '@temporalio/common';

// By default signals wait for a queue that is read 20 times a second; and the server asks home for newer versions.
const DYNAMIC_CONFIG = [
  'history.transferProcessorMaxPollRPS=2000',
  'frontend.enableServerVersionCheck=false',
];

// The server accepts any pragma without a word, a misspelt one too. EXCLUSIVE keeps a second server
// off the file, which would otherwise start and write to it as well.
const PRAGMAS = ['journal_mode=WAL', 'synchronous=NORMAL', 'locking_mode=EXCLUSIVE'];

/** The arguments of `temporal` that start a dev server. No `dbFile`: in memory. No `uiPort`: headless. */
export function devServerArgs(server: {
  ip: string;
  port: number;
  uiPort?: number;
  namespace: string;
  dbFile?: string;
  searchAttributes?: readonly { name: string; type: SearchAttributeType }[];
}): string[] {
  const { ip, port, uiPort, namespace, dbFile, searchAttributes = [] } = server;
  const attributes = searchAttributes.map(
    ({ name, type }) => `${name}=${TypedSearchAttributes.toMetadataType(type)}`,
  );
  return [
    ...['server', 'start-dev', '--log-level', 'error'],
    ...['--ip', ip, '--port', String(port), '--namespace', namespace],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...(dbFile ? ['--db-filename', dbFile, ...repeated('--sqlite-pragma', PRAGMAS)] : []),
    ...repeated('--dynamic-config-value', DYNAMIC_CONFIG),
    ...repeated('--search-attribute', attributes),
  ];
}

function repeated(flag: string, values: readonly string[]): string[] {
  return values.flatMap((value) => [flag, value]);
}

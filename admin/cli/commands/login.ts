import type { Command } from 'commander';
import { visibleLine } from '../../../rules/text';
import {
  type Credential,
  credentialsFile,
  isKey,
  makeFolder,
  readCredentials,
  writeCredentials,
} from '../api/credentials';
import { loadOauth } from '../api/identity';
import type { DeviceCode } from '../api/oauth';
import { Interrupted, LoginFailed, UsageError } from '../errors';
import { EXIT, type ExitCode } from '../exit';
import { withFileLock } from '../file-lock';
import { apiAddress } from '../flags';
import { loadApiClient } from '../lazy-imports';
import { type Call, type Cli, verbAction, withExamples, withOutputFlag } from '../verb';

interface LoginFlags {
  api?: string;
  key?: boolean;
}

export function addLogin(command: Command, cli: Cli): void {
  command
    .option('--api <url>', 'address of the admin server (default: HITL_API)')
    .option('--key', 'sign in with an API key from standard input: hitl login --api URL --key < FILE');
  withExamples(
    command,
    'login --api https://admin.example',
    'login --api https://admin.example --key < key.txt',
  );
  withOutputFlag(command).action(verbAction(cli, login));
}

async function login(call: Call<LoginFlags>) {
  const api = apiAddress(call.flags, call.io.env);
  if (api === undefined) throw new UsageError('missing --api URL (or set HITL_API)');
  return call.flags.key ? loginByKey(api, call) : loginByProvider(api, call);
}

type Login = Pick<Call<unknown>, 'io' | 'out'>;

/** Signs in a person at the admin server's provider. @throws LoginFailed, AdminUnreachable, Interrupted, ConfigError */
async function loginByProvider(api: string, call: Login): Promise<ExitCode> {
  const { io, out } = call;
  // Reports an unusable credentials file before the user signs in in the browser.
  readCredentials(credentialsFile(io.env));
  const { oidc, keys } = await loadApiClient().fetchSignIn(api);
  if (oidc === undefined) throw new LoginFailed(`${api} has no sign-in provider: ${otherWay(api, keys)}`);
  const stop = new AbortController();
  const callOff = io.onStop(() => stop.abort(new Interrupted('sign-in was stopped. Nothing was stored')));
  try {
    const ask = (asked: DeviceCode) => out.note(whatToDo(asked));
    return await keep(api, await loadOauth().byDeviceCode(oidc, ask, stop.signal), call);
  } finally {
    callOff();
  }
}

/** Signs in with an API key. @throws UsageError, NotSignedIn, AdminUnreachable, ConfigError */
async function loginByKey(api: string, call: Login): Promise<ExitCode> {
  readCredentials(credentialsFile(call.io.env));
  call.out.note('Reading the API key from standard input.');
  const token = (await call.io.stdin()).trim();
  if (!isKey(token) || /\s/.test(token))
    throw new UsageError(
      'standard input is not an API key. An API key begins with hitl_; `hitl keys create` prints it',
    );
  return keep(api, { kind: 'key', token }, call);
}

/** Stores a credential that the admin server accepts, and prints whose it is. */
async function keep(api: string, credential: Credential, { io, out }: Login): Promise<ExitCode> {
  const me = await loadApiClient().fetchMe(api, credential.token);
  const file = credentialsFile(io.env);
  makeFolder(file);
  await withFileLock(file, () => writeCredentials(file, { ...readCredentials(file), [api]: credential }));
  const { kind, name, teams = [] } = me;
  const of = teams.length === 0 ? '' : ` (${teams.map(visibleLine).join(', ')})`;
  const who = kind === 'key' ? `API key ${visibleLine(name)}` : `${visibleLine(name)}${of}`;
  out.answer({ api, ...me }, `Signed in at ${api} as ${who}.`);
  out.note(`The credential is stored in ${file}. Use it with --api ${api}, or set HITL_API.`);
  if (io.env.HITL_TOKEN) out.note('Warning: HITL_TOKEN is set and is used instead.');
  return EXIT.done;
}

function otherWay(api: string, keys: boolean): string {
  return keys
    ? `sign in with an API key: hitl login --api ${api} --key < FILE`
    : 'only browsers on its own machine can sign in. On that machine use --address instead of --api';
}

function whatToDo({ address, code, complete }: DeviceCode): string {
  const direct = complete === undefined ? '' : `\nor open ${visibleLine(complete)}`;
  return `To sign in, open ${visibleLine(address)}\nand enter the code ${visibleLine(code)}${direct}\nWaiting until you have signed in. Ctrl-C stops.`;
}

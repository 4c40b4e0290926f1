import type { Command } from 'commander';
import { z } from 'zod';
import { visibleLine } from '../../../rules/text';
import { sendCall } from '../api/call';
import { fetchMe } from '../api/client';
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
import { AdminUnreachable, Interrupted, LoginFailed, UsageError } from '../errors';
import { EXIT, type ExitCode } from '../exit';
import { withFileLock } from '../file-lock';
import { apiAddress } from '../flags';
import { type Call, type Cli, verbAction, withOutputFlag } from '../verb';

interface LoginFlags {
  api?: string;
  key?: boolean;
}

export function addLogin(command: Command, cli: Cli): void {
  command
    .option('--api <url>', 'of the admin server; else HITL_API')
    .option('--key', 'by an API key, read from standard input: hitl login --api URL --key < FILE');
  withOutputFlag(command).action(verbAction(cli, login));
}

async function login(call: Call<LoginFlags>) {
  const api = apiAddress(call.flags, call.io.env);
  if (api === undefined) throw new UsageError('where? Say --api URL (or set HITL_API)');
  return call.flags.key ? loginByKey(api, call) : loginByProvider(api, call);
}

const SignInSchema = z.object({
  keys: z.boolean(),
  oidc: z
    .object({ issuer: z.string(), clientId: z.string(), audience: z.string(), scope: z.string() })
    .optional(),
});

type Login = Pick<Call<unknown>, 'io' | 'out'>;

/** Signs in a person at the provider of the admin server. @throws LoginFailed, AdminUnreachable, Interrupted, ConfigError */
async function loginByProvider(api: string, call: Login): Promise<ExitCode> {
  const { io, out } = call;
  // Told before anybody has gone elsewhere and come back.
  readCredentials(credentialsFile(io.env));
  const { oidc, keys } = await signInMethods(api);
  if (oidc === undefined)
    throw new LoginFailed(`${api} has no provider to sign in at: ${otherWay(api, keys)}`);
  const stop = new AbortController();
  const callOff = io.onStop(() => stop.abort(new Interrupted('you have not signed in: nothing was kept')));
  try {
    const ask = (asked: DeviceCode) => out.note(whatToDo(asked));
    return await keep(api, await loadOauth().byDeviceCode(oidc, ask, stop.signal), call);
  } finally {
    callOff();
  }
}

/** Signs in by a key. @throws UsageError, NotSignedIn, AdminUnreachable, ConfigError */
async function loginByKey(api: string, call: Login): Promise<ExitCode> {
  readCredentials(credentialsFile(call.io.env));
  call.out.note('The key is read from standard input.');
  const token = (await call.io.stdin()).trim();
  if (!isKey(token) || /\s/.test(token))
    throw new UsageError(
      'standard input holds no key: one begins with hitl_, as `hitl keys create` printed it',
    );
  return keep(api, { kind: 'key', token }, call);
}

/** Keeps what the admin server has taken, and says whose it is. */
async function keep(api: string, credential: Credential, { io, out }: Login): Promise<ExitCode> {
  const me = await fetchMe(api, credential.token);
  const file = credentialsFile(io.env);
  makeFolder(file);
  await withFileLock(file, () => writeCredentials(file, { ...readCredentials(file), [api]: credential }));
  const { kind, name, teams = [] } = me;
  const of = teams.length === 0 ? '' : ` (${teams.map(visibleLine).join(', ')})`;
  const who = kind === 'key' ? `the key ${visibleLine(name)}` : `${visibleLine(name)}${of}`;
  out.answer({ api, ...me }, `Signed in at ${api} as ${who}.`);
  out.note(`It is kept in ${file}. Use it with --api ${api}, or set HITL_API.`);
  if (io.env.HITL_TOKEN) out.note('But HITL_TOKEN is set, and is used instead of it.');
  return EXIT.done;
}

async function signInMethods(api: string): Promise<z.output<typeof SignInSchema>> {
  const { status, body } = await sendCall(api, { path: '/sign-in' });
  const ways = SignInSchema.safeParse(body);
  if (status === 200 && ways.success) return ways.data;
  throw new AdminUnreachable(`what answers at ${api} is no admin server: it does not say how to sign in`);
}

function otherWay(api: string, keys: boolean): string {
  return keys
    ? `sign in by a key, hitl login --api ${api} --key < FILE`
    : 'it signs in browsers on its own machine alone, where --address reaches Temporal itself';
}

function whatToDo({ address, code, complete }: DeviceCode): string {
  const direct = complete === undefined ? '' : `\nor go straight to ${visibleLine(complete)}`;
  return `To sign in, open ${visibleLine(address)}\nand enter the code ${visibleLine(code)}${direct}\nWaiting for you there. Ctrl-C gives up.`;
}

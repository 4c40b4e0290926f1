import type { Command } from 'commander';
import { credentialsFile, makeFolder, readCredentials, writeCredentials } from '../api/credentials';
import { loadOauth } from '../api/identity';
import { EXIT, type ExitCode } from '../exit';
import { withFileLock } from '../file-lock';
import { apiAddress } from '../flags';
import { type Call, type Cli, verbAction, withOutputFlag } from '../verb';

interface Flags {
  api?: string;
}

export function addLogout(command: Command, cli: Cli): void {
  command.option(
    '--api <url>',
    'address of the admin server (default: HITL_API; without both: all admin servers)',
  );
  withOutputFlag(command).action(
    verbAction(cli, (call: Call<Flags>) => logout(call, apiAddress(call.flags, call.io.env))),
  );
}

/** Deletes the credential of an admin server, or of all, and revokes its token at the provider. */
async function logout({ io, out }: Call<unknown>, api: string | undefined): Promise<ExitCode> {
  const file = credentialsFile(io.env);
  makeFolder(file);
  const gone = await withFileLock(file, () => {
    const servers = readCredentials(file);
    const isGone = ([admin]: [string, unknown]) => api === undefined || admin === api;
    const all = Object.entries(servers);
    writeCredentials(file, Object.fromEntries(all.filter((each) => !isGone(each))));
    return all.filter(isGone);
  });
  for (const [admin, credential] of gone)
    if (credential.kind === 'token' && !(await loadOauth().revoke(credential)))
      out.note(`${credential.issuer} did not revoke the token of ${admin}. It is valid until it expires.`);
  const servers = gone.map(([admin]) => admin);
  const nothing =
    api === undefined ? 'You were not signed in at any admin server.' : `You were not signed in at ${api}.`;
  out.answer({ servers }, servers.length === 0 ? nothing : `Signed out of ${servers.join(', ')}.`);
  if (io.env.HITL_TOKEN) out.note('HITL_TOKEN is still set and will be used.');
  return EXIT.done;
}

import type { Command } from 'commander';
import { apiOf } from '../api-flag';
import { UsageError } from '../errors';
import { loadLogin } from '../heavy';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

export interface LoginFlags {
  api?: string;
  key?: boolean;
}

export function addLogin(command: Command, cli: Cli): void {
  command
    .option('--api <url>', 'of the desk; else HITL_API')
    .option('--key', 'by an API key, read from standard input: hitl login --api URL --key < FILE');
  withOutputFlag(command).action(does(cli, login));
}

async function login(call: Call<LoginFlags>) {
  const api = apiOf(call.flags, call.io.env);
  if (api === undefined) throw new UsageError('where? Say --api URL (or set HITL_API)');
  const { byKey, byProvider } = loadLogin();
  return call.flags.key ? byKey(api, call) : byProvider(api, call);
}

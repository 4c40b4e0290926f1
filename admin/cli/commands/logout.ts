import type { Command } from 'commander';
import { apiOf } from '../api-flag';
import { loadLogout } from '../heavy';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

interface Flags {
  api?: string;
}

export function addLogout(program: Command, cli: Cli): void {
  const command = program
    .command('logout')
    .description('forget the token or key of a desk; without --api, of every desk')
    .option('--api <url>', 'of the desk; else HITL_API');
  withOutputFlag(command).action(
    does(cli, (call: Call<Flags>) => loadLogout().logout(call, apiOf(call.flags, call.io.env))),
  );
}

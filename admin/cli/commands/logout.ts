import type { Command } from 'commander';
import { apiOf } from '../api-flag';
import { loadLogout } from '../heavy';
import { type Call, type Cli, does, withOutputFlag } from '../verb';

interface Flags {
  api?: string;
}

export function addLogout(command: Command, cli: Cli): void {
  command.option('--api <url>', 'of the desk; else HITL_API');
  withOutputFlag(command).action(
    does(cli, (call: Call<Flags>) => loadLogout().logout(call, apiOf(call.flags, call.io.env))),
  );
}

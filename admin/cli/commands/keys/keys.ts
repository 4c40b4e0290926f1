import type { Command } from 'commander';
import type { Cli } from '../../verb';
import { addKeysSigning } from './signing';

/** `hitl keys VERB`: keys that people and programs prove themselves with. */
export function addKeys(program: Command, cli: Cli): void {
  const keys = program.command('keys').description('make the keys that decisions are signed with');
  for (const add of [addKeysSigning]) add(keys, cli);
}

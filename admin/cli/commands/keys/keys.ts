import type { Command } from 'commander';
import type { Cli } from '../../verb';
import { addKeysCreate } from './create';
import { addKeysList } from './list';
import { addKeysRevoke } from './revoke';
import { addKeysSigning } from './signing';

/** `hitl keys VERB`: keys that people and programs prove themselves with. */
export function addKeys(keys: Command, cli: Cli): void {
  for (const add of [addKeysCreate, addKeysList, addKeysRevoke, addKeysSigning]) add(keys, cli);
}

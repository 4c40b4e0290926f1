import type { Command } from 'commander';
import type { Cli } from '../../verb';
import { addChannelsList } from './list';
import { addChannelsSecret } from './secret';
import { addChannelsTest } from './test';

/** `hitl channels VERB`: the ways in which people are told. */
export function addChannels(program: Command, cli: Cli): void {
  const channels = program
    .command('channels')
    .description('list and try the channels by which people are told');
  for (const add of [addChannelsList, addChannelsTest, addChannelsSecret]) add(channels, cli);
}

import type { Command } from 'commander';
import type { Cli } from '../../verb';
import { addChannelsList } from './list';
import { addChannelsSecret } from './secret';
import { addChannelsTest } from './test';

/** `hitl channels VERB`: the ways in which people are told. */
export function addChannels(channels: Command, cli: Cli): void {
  for (const add of [addChannelsList, addChannelsTest, addChannelsSecret]) add(channels, cli);
}

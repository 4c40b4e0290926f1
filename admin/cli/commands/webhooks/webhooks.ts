import type { Command } from 'commander';
import type { Cli } from '../../verb';
import { addWebhooksRedeliver } from './redeliver';

/** `hitl webhooks VERB`. */
export function addWebhooks(webhooks: Command, cli: Cli): void {
  addWebhooksRedeliver(webhooks, cli);
}

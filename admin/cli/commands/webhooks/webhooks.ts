import type { Command } from 'commander';
import type { Cli } from '../../verb';
import { addWebhooksRedeliver } from './redeliver';

/** `hitl webhooks VERB`. */
export function addWebhooks(program: Command, cli: Cli): void {
  addWebhooksRedeliver(
    program.command('webhooks').description('send webhooks again that did not arrive'),
    cli,
  );
}

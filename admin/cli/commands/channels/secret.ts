import type { Command } from 'commander';
import { randomBytes } from 'node:crypto';
import { EXIT } from '../../exit-codes';
import { type Call, type Cli, does, withOutputFlag } from '../../verb';

const BYTES = 32;

export function addChannelsSecret(channels: Command, cli: Cli): void {
  const command = channels
    .command('secret')
    .description('make a secret that webhooks are signed with; it is printed and kept nowhere');
  withOutputFlag(command).action(does(cli, secret));
}

function secret({ out }: Call<object>) {
  const text = `whsec_${randomBytes(BYTES).toString('base64')}`;
  out.answer({ secret: text }, text);
  return Promise.resolve(EXIT.done);
}

import { Client } from '@temporalio/client';
import { startAdminServer } from '../../admin/server/serve';
import { lazyConnection, resolveConnection } from '../../client/temporal/connect';
import { parseConfig } from '../../worker/config';
import { OPERATOR, plainDeployment, QUEUES } from './deployment';

/** What the admin server of a campaign is started with. */
export interface AdminArguments {
  address: string;
  /** Where it listens. */
  port: number;
  /** The file of API keys. */
  keys: string;
  journal: string;
  webhookUrl: string;
}

async function main({ address, port, keys, journal, webhookUrl }: AdminArguments): Promise<void> {
  const config = parseConfig({
    ...plainDeployment(webhookUrl, journal),
    admin: {
      url: `http://127.0.0.1:${port}`,
      signIn: { keys },
      access: {
        request: ['people', 'bot'],
        read: { own: ['people'], team: ['people'], all: ['people', 'bot'] },
        decide: ['people'],
        administer: [OPERATOR],
      },
      limits: { account: 1_000_000, address: 1_000_000 },
    },
  });
  const client = new Client({ connection: lazyConnection(resolveConnection({ address }), 5_000) });
  const place = { config, client, taskQueue: QUEUES.plain, host: '127.0.0.1', port, env: {} };
  await startAdminServer({ ...place, log: (line) => console.error(line) });
  process.once('disconnect', () => process.exit());
  process.send?.('ready');
}

main(JSON.parse(process.argv[2] ?? '') as AdminArguments).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

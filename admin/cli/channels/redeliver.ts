import { Notifications } from '../../../client';
import type { RedeliverFlags } from '../commands/webhooks/redeliver';
import { given } from '../given';
import { temporalClient } from '../over-temporal';
import type { Call } from '../verb';

/** Has the messages sent again; answers their ids. Throws what `redeliver` of the client does. */
export async function redeliverFailed({ flags }: Call<RedeliverFlags>, id: string): Promise<string[]> {
  const client = await temporalClient(flags);
  try {
    const notifications = new Notifications(client, given({ taskQueue: flags.taskQueue }));
    return await notifications.redeliver(id, { channel: flags.channel, ...given({ ids: flags.message }) });
  } finally {
    await client.connection.close();
  }
}

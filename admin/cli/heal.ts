import { type Healed, Operations } from '../../client';
import type { HealFlags } from './commands/heal';
import { given } from './given';
import { temporalClient } from './over-temporal';
import type { Call } from './verb';

/** Resets the workflow. Throws what `heal` of the client does. */
export async function healStuck({ flags }: Call<HealFlags>, id: string): Promise<Healed> {
  const client = await temporalClient(flags);
  try {
    return await new Operations(client).heal(id, given({ force: flags.force }));
  } finally {
    await client.connection.close();
  }
}

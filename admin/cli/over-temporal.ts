import type { Client } from '@temporalio/client';
import { AgentRuns, ApprovalManager, EscalationManager, Notifications, Policies } from '../../client';
import { connectClient } from '../../client/temporal/connect';
import { type ResolvedConnection, resolveConnection } from '../../client/temporal/connection-settings';
import { kindOf } from '../../client/temporal/kind-of';
import type { Duration } from '../../contract/duration';
import { type ConnectionFlags, connectionSettings } from './connection-flags';
import { given } from './given';
import type { Managers } from './managers';
import { osUser } from './os-user';
import type { Call } from './verb';

/** Managers connected to Temporal as the flags say. */
export async function overTemporal({
  flags,
  io,
}: Pick<Call<ConnectionFlags>, 'flags' | 'io'>): Promise<Managers> {
  const { taskQueue } = flags;
  const client = await temporalClient(flags);
  const options = given({ taskQueue });
  return {
    approvals: new ApprovalManager(client, options),
    others: {
      escalations: new EscalationManager(client, options),
      runs: new AgentRuns(client, options),
      policies: new Policies(client, options),
      notifications: new Notifications(client, options),
      kindOf: (id) => kindOf(client, id),
      ownName: async () => osUser(io.env),
    },
    close: () => client.connection.close(),
  };
}

/** A client of Temporal as the flags say; whoever asks for it closes it. */
export function temporalClient(flags: ConnectionFlags): Promise<Client> {
  const { commandTimeout } = flags;
  return connectClient({
    ...settingsOf(flags),
    ...given({ connectTimeout: commandTimeout as Duration | undefined }),
  });
}

/** Where the flags, the environment and temporal.toml together point to. */
export function resolved(flags: ConnectionFlags): ResolvedConnection {
  return resolveConnection(settingsOf(flags));
}

function settingsOf(flags: ConnectionFlags) {
  return connectionSettings(flags, resolveConnection(connectionSettings(flags)).options.tls);
}

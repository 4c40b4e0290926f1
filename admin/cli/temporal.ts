import type { Client } from '@temporalio/client';
import { AgentRuns, ApprovalManager, EscalationManager, Notifications, Policies } from '../../client';
import { osUser as found } from '../../client/confirmations/ask';
import { entityKindOf } from '../../client/entity-kind';
import { connectClient, resolveConnection, type ResolvedConnection } from '../../client/temporal/connect';
import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import { UsageError } from './errors';
import { type ConnectionFlags, connectionSettings } from './flags';
import type { Managers } from './managers';
import type { Call } from './verb';

/** Managers connected to Temporal as the flags say. */
export async function overTemporal({
  flags,
  io,
}: Pick<Call<ConnectionFlags>, 'flags' | 'io'>): Promise<Managers> {
  const { taskQueue } = flags;
  const client = await temporalClient(flags);
  const options = defined({ taskQueue });
  return {
    approvals: new ApprovalManager(client, options),
    others: {
      escalations: new EscalationManager(client, options),
      runs: new AgentRuns(client, options),
      policies: new Policies(client, options),
      notifications: new Notifications(client, options),
      kindOf: (id) => entityKindOf(client, id),
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
    ...defined({ connectTimeout: commandTimeout as Duration | undefined }),
  });
}

/** Where the flags, the environment and temporal.toml together point to. */
export function resolvedConnection(flags: ConnectionFlags): ResolvedConnection {
  return resolveConnection(settingsOf(flags));
}

function settingsOf(flags: ConnectionFlags) {
  return connectionSettings(flags, resolveConnection(connectionSettings(flags)).options.tls);
}

/** The name of whoever runs this. */
export function osUser(env: NodeJS.ProcessEnv): string {
  const name = found(env);
  if (name) return name;
  throw new UsageError('who asks? This system knows no name for you: say --requester NAME');
}

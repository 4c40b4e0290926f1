import type { Client } from '@temporalio/client';
import { AgentRuns, ApprovalManager, EscalationManager, Notifications, Policies } from '../../client';
import { osUser } from '../../client/confirmations/ask';
import { entityKindOf } from '../../client/entity-kind';
import { connectClient, resolveConnection, type ResolvedConnection } from '../../client/temporal/connect';
import { defined } from '../../contract/defined';
import type { Duration } from '../../contract/duration';
import { UsageError } from './errors';
import { type ConnectionFlags, connectionSettings } from './flags';
import type { Managers } from './managers';
import type { Call } from './verb';

/** Connects the managers to Temporal as the flags say. */
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
      ownName: async () => defaultRequester(io.env),
    },
    close: () => client.connection.close(),
  };
}

/** Connects a Temporal client as the flags say. The caller closes its connection. */
export function temporalClient(flags: ConnectionFlags): Promise<Client> {
  const { commandTimeout } = flags;
  return connectClient({
    ...settingsOf(flags),
    ...defined({ connectTimeout: commandTimeout as Duration | undefined }),
  });
}

/** The connection that the flags, the environment and temporal.toml specify together. */
export function resolvedConnection(flags: ConnectionFlags): ResolvedConnection {
  return resolveConnection(settingsOf(flags));
}

function settingsOf(flags: ConnectionFlags) {
  return connectionSettings(flags, resolveConnection(connectionSettings(flags)).options.tls);
}

/** The default requester: the operating system's user. @throws UsageError if that user has no name */
function defaultRequester(env: NodeJS.ProcessEnv): string {
  const name = osUser(env);
  if (name) return name;
  throw new UsageError('the operating system has no user name for the requester: add --requester NAME');
}

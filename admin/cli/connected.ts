import { AgentRuns, ApprovalManager, EscalationManager } from '../../client';
import { connectClient } from '../../client/temporal/connect';
import { type ResolvedConnection, resolveConnection } from '../../client/temporal/connection-settings';
import { checkedDuration } from '../../client/input-problem';
import { kindOf } from '../../client/temporal/kind-of';
import type { Duration } from '../../contract/duration';
import { TemporalUnreachable } from '../../contract/errors';
import { type ConnectionFlags, connectionSettings } from './connection-flags';
import { given } from './given';

/** What else is there, on the same connection. */
export interface Others {
  escalations: EscalationManager;
  runs: AgentRuns;
  /** What has this id; see the client's `kindOf` for what it throws. */
  kindOf: (id: string) => ReturnType<typeof kindOf>;
}

/** Runs `use` with managers connected as the flags say, and closes the connection. */
export function connected<T>(
  flags: ConnectionFlags,
  use: (approvals: ApprovalManager, others: Others) => Promise<T>,
): Promise<T> {
  const { commandTimeout } = flags;
  const work = connectAndUse(flags, use);
  return commandTimeout === undefined ? work : within(commandTimeout as Duration, work);
}

async function connectAndUse<T>(
  flags: ConnectionFlags,
  use: (approvals: ApprovalManager, others: Others) => Promise<T>,
): Promise<T> {
  const { taskQueue, commandTimeout } = flags;
  const client = await connectClient({
    ...settingsOf(flags),
    ...given({ connectTimeout: commandTimeout as Duration | undefined }),
  });
  const options = given({ taskQueue });
  try {
    return await use(new ApprovalManager(client, options), {
      escalations: new EscalationManager(client, options),
      runs: new AgentRuns(client, options),
      kindOf: (id) => kindOf(client, id),
    });
  } finally {
    await client.connection.close();
  }
}

function within<T>(timeout: Duration, work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    const tell = () => reject(new TemporalUnreachable(`no answer within ${timeout}`));
    setTimeout(tell, checkedDuration(timeout, '--command-timeout')).unref();
  });
  return Promise.race([work, late]);
}

/** Where the flags, the environment and temporal.toml together point to. */
export function resolved(flags: ConnectionFlags): ResolvedConnection {
  return resolveConnection(settingsOf(flags));
}

function settingsOf(flags: ConnectionFlags) {
  return connectionSettings(flags, resolveConnection(connectionSettings(flags)).options.tls);
}

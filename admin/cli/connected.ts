import { AgentRuns, ApprovalManager, EscalationManager, Policies } from '../../client';
import { connectClient } from '../../client/temporal/connect';
import { type ResolvedConnection, resolveConnection } from '../../client/temporal/connection-settings';
import { checkedDuration } from '../../client/input-problem';
import { kindOf } from '../../client/temporal/kind-of';
import type { Duration } from '../../contract/duration';
import { TemporalUnreachable } from '../../contract/errors';
import { type ConnectionFlags, connectionSettings } from './connection-flags';
import { explainRefusal } from './explain-refusal';
import { given } from './given';
import type { Call } from './verb';

type Caller = Pick<Call<ConnectionFlags>, 'flags' | 'io'>;

/** What else is there, on the same connection. */
export interface Others {
  escalations: EscalationManager;
  runs: AgentRuns;
  policies: Policies;
  /** What has this id; see the client's `kindOf` for what it throws. */
  kindOf: (id: string) => ReturnType<typeof kindOf>;
}

/**
 * Runs `use` with managers connected as the flags say, and closes the connection; what goes wrong is put in the words of
 * the command line.
 */
export function connected<T>(
  call: Caller,
  use: (approvals: ApprovalManager, others: Others) => Promise<T>,
): Promise<T> {
  const { commandTimeout } = call.flags;
  const work = connectAndUse(call, use);
  return commandTimeout === undefined ? work : within(commandTimeout as Duration, work);
}

async function connectAndUse<T>(
  { flags, io }: Caller,
  use: (approvals: ApprovalManager, others: Others) => Promise<T>,
): Promise<T> {
  const { taskQueue, commandTimeout } = flags;
  const client = await connectClient({
    ...settingsOf(flags),
    ...given({ connectTimeout: commandTimeout as Duration | undefined }),
  });
  const options = given({ taskQueue });
  const approvals = new ApprovalManager(client, options);
  const others: Others = {
    escalations: new EscalationManager(client, options),
    runs: new AgentRuns(client, options),
    policies: new Policies(client, options),
    kindOf: (id) => kindOf(client, id),
  };
  try {
    return await use(approvals, others);
  } catch (error) {
    throw await explainRefusal(error, { flags, io, approvals, others });
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

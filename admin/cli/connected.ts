import { ApprovalManager } from '../../client';
import { type ResolvedConnection, resolveConnection } from '../../client/connection-settings';
import { checkedDuration } from '../../client/input-problem';
import type { Duration } from '../../contract/duration';
import { TemporalUnreachable } from '../../contract/errors';
import { type ConnectionFlags, connectionSettings } from './connection-flags';
import { given } from './given';

/** Runs `use` with a manager connected as the flags say, and closes it. */
export function connected<T>(
  flags: ConnectionFlags,
  use: (approvals: ApprovalManager) => Promise<T>,
): Promise<T> {
  const { commandTimeout } = flags;
  const work = connectAndUse(flags, use);
  return commandTimeout === undefined ? work : within(commandTimeout as Duration, work);
}

async function connectAndUse<T>(
  flags: ConnectionFlags,
  use: (approvals: ApprovalManager) => Promise<T>,
): Promise<T> {
  const { taskQueue, commandTimeout } = flags;
  const approvals = await ApprovalManager.connect({
    ...settingsOf(flags),
    ...given({ taskQueue, connectTimeout: commandTimeout as Duration | undefined }),
  });
  try {
    return await use(approvals);
  } finally {
    await approvals.close();
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

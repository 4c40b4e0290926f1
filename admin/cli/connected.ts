import { ApprovalManager } from '../../client';
import { type ResolvedConnection, resolveConnection } from '../../client/connection-settings';
import { checkedDuration } from '../../client/input-problem';
import { TemporalUnreachable } from '../../contract/errors';
import { type ConnectionFlags, connectionSettings } from './connection-flags';

/** Runs `use` with a manager connected as the flags say, and closes it. */
export async function connected<T>(flags: ConnectionFlags, use: (approvals: ApprovalManager) => Promise<T>): Promise<T> {
  const { taskQueue } = flags;
  const settings = settingsOf(flags);
  const approvals = await ApprovalManager.connect({ ...settings, ...(taskQueue !== undefined && { taskQueue }) });
  try {
    return await use(approvals);
  } finally {
    await approvals.close();
  }
}

/** The answer of `work`, if it comes within that time. */
export function within<T>(timeout: string, work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    const tell = () => reject(new TemporalUnreachable(`no answer within ${timeout}`));
    setTimeout(tell, checkedDuration(timeout, 'command-timeout')).unref();
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

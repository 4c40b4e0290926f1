import type { Duration } from '../../contract/duration';
import { TemporalUnreachable } from '../../contract/errors';
import { AdminUnreachable } from './errors';
import { apiAddress, type ConnectionFlags } from './flags';
import { loadApiClient, loadClientInput, loadExplainError, loadTemporal } from './lazy-imports';
import type { Approvals, Others } from './managers';
import type { Call } from './verb';

type Caller = Pick<Call<ConnectionFlags>, 'flags' | 'io'>;

/**
 * Connects the managers as the flags say, to Temporal or to an admin server, runs `use`, and closes the connection. Errors
 * are explained for the user.
 */
export function withManagers<T>(
  call: Caller,
  use: (approvals: Approvals, others: Others) => Promise<T>,
): Promise<T> {
  const { commandTimeout } = call.flags;
  const work = connectAndUse(call, use);
  return commandTimeout === undefined ? work : within(commandTimeout as Duration, call, work);
}

async function connectAndUse<T>(
  call: Caller,
  use: (approvals: Approvals, others: Others) => Promise<T>,
): Promise<T> {
  const { flags, io } = call;
  const api = apiAddress(flags, io.env);
  const { approvals, others, close } =
    api === undefined ? await loadTemporal().overTemporal(call) : loadApiClient().apiManagers(api, call);
  try {
    return await use(approvals, others);
  } catch (error) {
    throw await loadExplainError().explainError(error, { flags, io, approvals, others });
  } finally {
    await close();
  }
}

function within<T>(timeout: Duration, { flags, io }: Caller, work: Promise<T>): Promise<T> {
  const Unreachable = apiAddress(flags, io.env) === undefined ? TemporalUnreachable : AdminUnreachable;
  const late = new Promise<never>((_, reject) => {
    const tell = () => reject(new Unreachable(`no answer within ${timeout}`));
    setTimeout(tell, loadClientInput().checkedDuration(timeout, '--command-timeout')).unref();
  });
  return Promise.race([work, late]);
}

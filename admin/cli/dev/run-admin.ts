import { clientOn, lazyConnection } from '../../../client/temporal/connect';
import { defined } from '../../../contract/defined';
import { loadConfig } from '../../../worker/config';
import { startAdminServer } from '../../server/serve';
import { openArchive } from '../audit/archive';
import { EXIT, type ExitCode } from '../exit';
import type { ConnectionFlags } from '../flags';
import { type LogFlags, logSettings, outputWithLog } from '../log';
import { resolvedConnection } from '../temporal';
import { withTraces } from '../tracing';
import type { Call } from '../verb';
import { stoppable } from './stop-signals';

const CONNECT_TIMEOUT_MS = 5_000;

/** Runs the admin server until it is stopped. While Temporal is away the pages say so, and they recover when it is back. */
export function hostAdmin(call: Call<AdminFlags>): Promise<ExitCode> {
  return stoppable(call, ({ asked }) => withTraces(call.io.env, 'hitl-admin', () => serve(call, asked)));
}

async function serve({ flags, io, ...call }: Call<AdminFlags>, asked: Promise<'asked'>): Promise<ExitCode> {
  const out = outputWithLog(call.out, io, logSettings(flags, io.env));
  const { config, path } = await loadConfig(flags.config);
  const there = resolvedConnection(flags);
  const { address, addressFrom, namespace } = there;
  const connection = lazyConnection(there, CONNECT_TIMEOUT_MS);
  try {
    const { host, port } = flags;
    const admin = await startAdminServer({
      config,
      client: clientOn(connection, namespace),
      ...defined({ taskQueue: flags.taskQueue ?? config.taskQueue }),
      ...(config.audit && { archive: openArchive(config.audit) }),
      ...{ host, port, env: io.env, log: (line: string) => out.note(line) },
    });
    const { url } = admin;
    out.answer(
      { url, address, namespace, config: path },
      `The admin server is running at ${url}, for Temporal at ${address} (${addressFrom}), namespace ${namespace}, config ${path}. Ctrl-C stops it.`,
    );
    await asked;
    await admin.stop();
    out.note('Stopped.');
    return EXIT.done;
  } finally {
    await connection.close();
  }
}

export interface AdminFlags extends ConnectionFlags, LogFlags {
  config?: string;
  host: string;
  port: number;
}

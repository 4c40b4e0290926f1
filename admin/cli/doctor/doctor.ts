import { visible } from '../../../rules/visible';
import { taskQueueOf } from '../../../worker/create-worker';
import type { DoctorFlags } from '../commands/doctor';
import { EXIT, type ExitCode } from '../exit-codes';
import type { Output } from '../output';
import type { Call } from '../verb';
import type { Check } from './check';
import { checkChannels } from './check-channels';
import { checkConfig } from './check-config';
import { checkServerBinary } from './check-server-binary';
import { checkTemporal } from './check-temporal';

/** Looks at everything a request needs, and says what to do about each thing that is wrong. */
export async function doctor({ flags, out }: Call<DoctorFlags>): Promise<ExitCode> {
  const { config, checks } = await checkConfig(flags.config);
  const temporal = await checkTemporal(flags, taskQueueOf(config?.taskQueue, flags.taskQueue));
  const isReachable = temporal[0]?.ok === true;
  const channels = config ? await checkChannels(config) : [];
  const all = [await checkServerBinary(isReachable), ...checks, ...channels, ...temporal];
  const ok = all.every((check) => check.ok);
  out.answer(
    { ok, checks: all },
    `${all.map((check) => line(out, check)).join('\n')}\n\n${ok ? 'All good.' : 'There is something to mend.'}`,
  );
  return ok ? EXIT.done : EXIT.failure;
}

function line({ colours }: Output, { name, ok, found, todo }: Check): string {
  const mark = ok ? colours.green('ok  ') : colours.red('mend');
  const advice =
    todo === undefined ? '' : `\n${' '.repeat(5)}${visible(todo).replaceAll('\n', `\n${' '.repeat(5)}`)}`;
  return `${mark} ${colours.bold(name)}: ${visible(found)}${advice}`;
}

import type { Client } from '@temporalio/client';
import type { Config } from '../../../contract/config';
import { DeskSchema, EVERYONE } from '../../../contract/desk';
import { type RunningDesk, startDesk } from '../../desk/start-desk';
import type { Call } from '../verb';

/** The desk where the config has none: on this machine alone, where whoever can reach it may do everything anyway. */
const EVERYBODY = [EVERYONE];
const OPEN_DESK = DeskSchema.parse({
  signIn: { dev: true },
  access: {
    request: EVERYBODY,
    read: { own: EVERYBODY, team: EVERYBODY, all: EVERYBODY },
    decide: EVERYBODY,
    administer: EVERYBODY,
  },
});

/** The desk beside the server of `hitl dev`. @throws ConfigError, DeskFailed */
export function startDeskForDev(
  { io, out }: Pick<Call<unknown>, 'io' | 'out'>,
  config: Config,
  place: { client: Client; taskQueue: string; port: number; uiUrl?: string },
): Promise<RunningDesk> {
  const { client, taskQueue, port, uiUrl } = place;
  const desk = { ...(uiUrl !== undefined && { temporalUi: uiUrl }), ...(config.desk ?? OPEN_DESK) };
  return startDesk({
    config: { ...config, desk },
    ...{ client, taskQueue, host: '127.0.0.1', port, env: io.env },
    log: (line) => out.note(`desk: ${line}`),
  });
}

import type { Client } from '@temporalio/client';
import type { Config } from '../../contract/config/config';
import { toMilliseconds } from '../../contract/duration';
import { freePorts } from '../../worker/temporal/ports';
import { createApp } from './create-app';
import { openDesk } from './desk';
import { serveDesk } from './serve-desk';
import { startHealing } from './stuck';
import { deskSettings } from './settings';

export interface DeskPlace {
  config: Config;
  client: Client;
  taskQueue?: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
  /** How long what is under way may take to end once the desk stops. Default 3 s. */
  goodbyeMs?: number;
}

export interface RunningDesk {
  url: string;
  stop: () => Promise<void>;
}

/**
 * Starts a desk on a connection to Temporal, which need not work yet. The client stays the caller's to close.
 *
 * @throws ConfigError when the config has no desk, or one that would not be safe
 * @throws DeskFailed when it cannot listen
 */
export async function startDesk({
  config,
  client,
  taskQueue,
  host,
  env,
  log,
  goodbyeMs,
  ...wanted
}: DeskPlace): Promise<RunningDesk> {
  const [port = 0] = wanted.port === 0 ? await freePorts(host, [0]) : [wanted.port];
  const settings = deskSettings(config.desk, { host, port, env });
  const desk = openDesk({ config, settings, client, taskQueue, log });
  const app = createApp(desk);
  const keepAliveMs = toMilliseconds(settings.keepAlive);
  const { stop } = await serveDesk(app, { host, port, keepAliveMs, goodbyeMs });
  const healing = settings.heal ? startHealing(desk) : undefined;
  return {
    url: settings.url,
    stop: () => {
      healing?.stop();
      return stop();
    },
  };
}

import type { Config } from '../../../contract/config';
import { findConfig, loadConfig } from '../../../worker/load-config';
import { parseConfig } from '../../../worker/parse-config';
import { DEMO_CONFIG, withDemoAgent } from '../demo/config';

/** The config named, or the one here, or the built-in one, whose `path` is absent; with the demo agent if it is to run. */
export async function rulesForDev(
  path: string | undefined,
  { demo = false }: { demo?: boolean } = {},
): Promise<{ config: Config; path?: string }> {
  if (path === undefined && findConfig() === undefined) return { config: withLog(parseConfig(DEMO_CONFIG)) };
  const found = await loadConfig(path);
  const config = withLog(found.config);
  return { ...found, config: demo ? withDemoAgent(config) : config };
}

/** Where no channels are said, what people would be told is written to the terminal. */
function withLog(config: Config): Config {
  if (Object.keys(config.channels).length > 0) return config;
  return { ...config, channels: { log: { type: 'log', giveUpAfter: '24h' } } };
}

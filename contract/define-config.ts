import type { ConfigInput } from './config';

/** Types a config as it is written; the worker checks it when it loads it, and names the path of what is wrong. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}

import type { Config } from '../../../contract/config';
import { findConfig, loadConfig } from '../../../worker/load-config';
import { parseConfig } from '../../../worker/parse-config';
import { DEMO_CONFIG, withDemoAgent } from '../demo/config';

/** The config named, or the one here, or the built-in one, whose `path` is absent; with the demo agent if it is to run. */
export async function rulesForDev(
  path: string | undefined,
  { demo = false }: { demo?: boolean } = {},
): Promise<{ config: Config; path?: string }> {
  if (path === undefined && findConfig() === undefined) return { config: parseConfig(DEMO_CONFIG) };
  const found = await loadConfig(path);
  return demo ? { ...found, config: withDemoAgent(found.config) } : found;
}

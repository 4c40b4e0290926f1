import type { Config } from '../../../contract/config';
import { findConfig, loadConfig } from '../../../worker/load-config';
import { parseConfig } from '../../../worker/parse-config';
import { DEMO_CONFIG } from '../demo/config';

/** The config named, or the one here, or the built-in one, whose `path` is absent. */
export async function rulesForDev(path: string | undefined): Promise<{ config: Config; path?: string }> {
  if (path === undefined && findConfig() === undefined) return { config: parseConfig(DEMO_CONFIG) };
  return loadConfig(path);
}

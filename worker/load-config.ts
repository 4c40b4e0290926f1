import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createJiti } from 'jiti';
import type { Config } from '../contract/config';
import { ConfigError } from '../contract/errors';
import { fileText } from '../rules/file-text';
import { findJsonLoss } from '../rules/strict-json';
import { parseConfig } from './parse-config';

const NAMES = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'].map((ending) => `temporal.config.${ending}`);

/** The config in the working directory, if there is one. */
export function findConfig(): string | undefined {
  return NAMES.map((name) => resolve(name)).find((file) => existsSync(file));
}

/**
 * Loads a config: TypeScript, JavaScript (ESM or CommonJS) or JSON (without conditions).
 *
 * @param path default: `temporal.config.*` in the working directory
 * @throws ConfigError when it is not there, does not load or is not valid
 */
export async function loadConfig(path?: string): Promise<{ config: Config; path: string }> {
  const { written, path: found } = await loadUnchecked(path);
  return { config: parseConfig(written, found), path: found };
}

/** The config as its file has it. @throws ConfigError when it is not there or does not load */
export async function loadUnchecked(path?: string): Promise<{ written: unknown; path: string }> {
  const found = path === undefined ? findConfig() : resolve(path);
  if (found === undefined)
    throw new ConfigError(
      `no temporal.config.ts (or .js, .mjs, .json) in ${process.cwd()}: write one, or name it with --config`,
    );
  if (!existsSync(found)) throw new ConfigError(`${found} does not exist`);
  return { written: await read(found), path: found };
}

async function read(file: string): Promise<unknown> {
  try {
    if (file.endsWith('.json')) return readJson(fileText(readFileSync(file)));
    // The package's own name resolves also where it is not installed beside the config, such as by `npx`.
    const jiti = createJiti(file, {
      fsCache: false,
      moduleCache: false,
      alias: {
        'temporal-hitl/client': require.resolve('../client/index'),
        'temporal-hitl/worker': require.resolve('./index'),
        'temporal-hitl/workflow': require.resolve('../workflows/index'),
        'temporal-hitl': require.resolve('../index'),
      },
    });
    return await jiti.import(file, { default: true });
  } catch (cause) {
    throw new ConfigError(
      `${file} does not load: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

function readJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const loss = findJsonLoss(text);
  if (loss !== undefined) throw new Error(loss);
  return value;
}

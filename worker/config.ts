import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createJiti } from 'jiti';
import { readPublicKey } from '../activities/requests/signatures';
import { type Config, ConfigSchema } from '../contract/config/config';
import { ConfigError } from '../contract/errors';
import { type ConfigWarning, configWarnings } from '../rules/config-warnings';
import { formProblem } from '../rules/requests/response-form';
import { findJsonLoss } from '../rules/strict-json';
import { fileText, visibleLine } from '../rules/text';
import { configProblems, toPath } from './config-problems';

/** The page of the package's documentation that explains every key. */
const PAGE = 'docs/reference/configuration.md';

const NAMES = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'].map((ending) => `temporal.config.${ending}`);

/** The path of the config in the working directory, if there is one. */
export function findConfig(): string | undefined {
  return NAMES.map((name) => resolve(name)).find((file) => existsSync(file));
}

/**
 * Loads a config: TypeScript, JavaScript (ESM or CommonJS) or JSON (without conditions).
 *
 * @param path default: `temporal.config.*` in the working directory
 * @throws ConfigError when it does not exist, does not load or is not valid
 */
export async function loadConfig(path?: string): Promise<{ config: Config; path: string }> {
  const { written, path: found } = await loadUnchecked(path);
  return { config: parseConfig(written, found), path: found };
}

/** The config as written in its file, unchecked. @throws ConfigError when the file does not exist or does not load */
export async function loadUnchecked(path?: string): Promise<{ written: unknown; path: string }> {
  const found = path === undefined ? findConfig() : resolve(path);
  if (found === undefined)
    throw new ConfigError(
      `no temporal.config.ts (or .js, .mjs, .json) in ${process.cwd()}: create one, or use --config FILE`,
    );
  if (!existsSync(found)) throw new ConfigError(`${found} does not exist`);
  return { written: await read(found), path: found };
}

async function read(file: string): Promise<unknown> {
  const loaded = await load(file);
  return file.endsWith('.json') ? loaded : defaultExport(file, loaded);
}

async function load(file: string): Promise<unknown> {
  try {
    if (file.endsWith('.json')) return readJson(fileText(readFileSync(file)));
    // The package's own name must also resolve if it is not installed beside the config, for example with `npx`.
    const jiti = createJiti(file, {
      fsCache: false,
      moduleCache: false,
      alias: {
        'temporal-hitl/client': require.resolve('../client'),
        'temporal-hitl/worker': require.resolve('./index'),
        'temporal-hitl/workflow': require.resolve('../workflows'),
        'temporal-hitl': require.resolve('../index'),
      },
    });
    return await jiti.import(file);
  } catch (cause) {
    throw new ConfigError(
      `${file} does not load: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

/** The default export of a module, or what a CommonJS module exports. @throws ConfigError when there is none */
function defaultExport(file: string, loaded: unknown): unknown {
  if (typeof loaded !== 'object' || loaded === null) return loaded;
  const { default: found, ...named } = loaded as Record<string, unknown>;
  // If TypeScript compiled an ES module to CommonJS, its default export is inside the default export of the CommonJS
  // module.
  if (Object.hasOwn(loaded, 'default')) return isEsModule(found) ? defaultExport(file, found) : found;
  const names = Object.keys(named).map((name) => visibleLine(name));
  if (names.length > 0 && !isEsModule(loaded)) return loaded;
  const instead = names.length === 0 ? '' : `, only ${names.join(', ')}`;
  throw new ConfigError(
    `${file} is not valid:\n  ${toPath([])}: has no default export${instead}: write export default defineConfig({ ... })`,
  );
}

function isEsModule(loaded: unknown): boolean {
  const module = Object(loaded) as Record<PropertyKey, unknown>;
  return Object.hasOwn(module, '__esModule') || module[Symbol.toStringTag] === 'Module';
}

function readJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const loss = findJsonLoss(text);
  if (loss !== undefined) throw new Error(loss);
  return value;
}

/**
 * Checks a config and fills in its defaults.
 *
 * @param source the name of the config in errors: the file's path
 * @throws ConfigError that lists every problem with its path, such as `policies[0].expireAfter`
 */
export function parseConfig(config: unknown, source = 'config'): Config {
  const { config: parsed, problems } = readConfig(config);
  const wrong = parsed?.strict ? [...problems, ...configWarnings(parsed)] : problems;
  if (parsed && wrong.length === 0) return parsed;
  const lines = wrong.map(({ path, message }) => `  ${path}: ${message}`);
  throw new ConfigError(
    `${source} is not valid:\n${[...new Set(lines)].join('\n')}\nEvery key is explained in ${PAGE} of the package temporal-hitl.`,
  );
}

/** The config with its defaults, if it fits the schema, and its problems. */
export function readConfig(config: unknown): { config?: Config; problems: ConfigWarning[] } {
  const parsed = ConfigSchema.safeParse(config);
  if (!parsed.success) return { problems: configProblems(parsed.error.issues, config) };
  return {
    config: parsed.data,
    problems: [...signingKeyProblems(parsed.data), ...responseFormProblems(parsed.data)],
  };
}

/** The problems of response forms that their schema cannot find: a pattern that does not compile, a default that does not fit. */
function responseFormProblems({ policies, fallback }: Config): ConfigWarning[] {
  const forms = policies.map(({ response }, index) => ({ path: ['policies', index, 'response'], response }));
  const { response } = typeof fallback === 'object' ? fallback : {};
  return [...forms, { path: ['fallback', 'response'], response }].flatMap(({ path, response: form }) => {
    const [, at = '', message = ''] = /^(\S+): ([\s\S]*)$/.exec(formProblem(form) ?? '') ?? [];
    return at === '' ? [] : [{ path: `${toPath(path)}.${at}`, message }];
  });
}

/** The problems of the config's signing keys, each with its path: an unreadable key would verify nothing. */
function signingKeyProblems({ decisions, audit }: Config): ConfigWarning[] {
  const keys = { decisions: decisions?.keys ?? [], audit: audit?.keys ?? [] };
  return Object.entries(keys).flatMap(([section, each]) =>
    each.flatMap(({ publicKey }, index) => {
      try {
        readPublicKey(publicKey);
        return [];
      } catch (error) {
        return [{ path: toPath([section, 'keys', index, 'publicKey']), message: (error as Error).message }];
      }
    }),
  );
}

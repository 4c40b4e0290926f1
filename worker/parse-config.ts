import type { z } from 'zod';
import { type Config, ConfigSchema } from '../contract/config';
import { ConfigError } from '../contract/errors';
import { type ConfigWarning, configWarnings } from '../rules/config-warnings';
import { signingKeyProblems } from './check-signing-keys';

/**
 * Checks a config and fills in its defaults.
 *
 * @param source what to call it in errors: the file's path
 * @throws ConfigError with the path of everything that is wrong, such as `policies[0].expireAfter`
 */
export function parseConfig(config: unknown, source = 'config'): Config {
  const { config: parsed, problems } = readConfig(config);
  const wrong = parsed?.strict ? [...problems, ...configWarnings(parsed)] : problems;
  if (parsed && wrong.length === 0) return parsed;
  const lines = wrong.map(({ path, message }) => `  ${path}: ${message}`);
  throw new ConfigError(`${source} is not valid:\n${[...new Set(lines)].join('\n')}`);
}

/** The config with its defaults, if its schema takes it, and what is wrong in it. */
export function readConfig(config: unknown): { config?: Config; problems: ConfigWarning[] } {
  const parsed = ConfigSchema.safeParse(config);
  const issues = parsed.success ? signingKeyProblems(parsed.data) : parsed.error.issues.flatMap(flatten);
  const problems = issues.map(({ path, message }) => ({ path: toPath(path), message }));
  return parsed.success ? { config: parsed.data, problems } : { problems };
}

/** Of a union's alternatives the one that got furthest is what the writer meant. */
function flatten(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      ...issue,
      path: [...issue.path, key],
      message: 'is not known here: misspelt?',
    }));
  if (issue.code !== 'invalid_union') return [issue];
  const deepest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? [];
  if (depth(deepest) === 0 && !deepest.some(({ code }) => code === 'unrecognized_keys')) return [issue];
  return deepest.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }));
}

function depth(issues: z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

function toPath(path: PropertyKey[]): string {
  const dotted = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return dotted.replace(/^\./, '') || '(the config itself)';
}

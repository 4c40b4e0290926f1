import type { Command } from 'commander';
import type { Config } from '../../../contract/config/config';
import { defined } from '../../../contract/defined';
import { ConfigError } from '../../../contract/errors';
import { type ConfigWarning, configWarnings } from '../../../rules/config-warnings';
import { visible } from '../../../rules/text';
import { type ConfigEffects, effectsText } from '../../text/config-effects';
import { EXIT, type ExitCode } from '../exit';
import { withTemporalFlags } from '../flags';
import { loadConfigEffects, loadConfigLoader, loadKeyFile } from '../lazy-imports';
import { type Call, type Cli, verbAction, wholeNumber, withExamples, withOutputFlag } from '../verb';
import type { EffectFlags } from './config/effects';

interface ConfigCheckFlags extends EffectFlags {
  config?: string;
  strict?: boolean;
}

/** `hitl config VERB`: checks the config. Only `--pending` and `--ended` need Temporal. */
export function addConfig(config: Command, cli: Cli): void {
  const check = config
    .command('check')
    .description('Check the config for errors and probable mistakes; exits 2 if it is not valid')
    .option('--config <file>', 'config file (default: temporal.config.* in this folder)')
    .option('--strict', 'treat warnings as errors, like `strict: true` in the config')
    .option('--pending', 'show what this config would make of what is pending (needs Temporal and a worker)')
    .option('--ended <number>', 'the same for the latest ended requests (needs Temporal)', wholeNumber(1));
  withExamples(check, 'config check --strict', 'config check --config new.config.ts --pending --ended 200');
  withTemporalFlags(withOutputFlag(check)).action(verbAction<ConfigCheckFlags>(cli, checkConfigFile));
}

interface Found {
  ok: boolean;
  config?: string;
  errors: ConfigWarning[];
  warnings: ConfigWarning[];
  /** What the config would change, if that was asked for. */
  effects?: ConfigEffects;
}

/** Loads a config as a worker would, and prints its errors and warnings and, if asked, what it would change. */
async function checkConfigFile({ flags, out }: Call<ConfigCheckFlags>): Promise<ExitCode> {
  const { parsed, ...checked } = await check(flags);
  const isAsked = flags.pending || flags.ended !== undefined;
  const effects =
    checked.ok && parsed && isAsked ? await loadConfigEffects().configEffects(parsed, flags) : undefined;
  const found: Found = { ...checked, ...defined({ effects }) };
  const line = (mark: string, { path, message }: ConfigWarning) =>
    `${mark}: ${path === '' ? '' : `${visible(path)}: `}${visible(message)}`;
  const lines = [
    ...found.errors.map((each) => line(out.colours.red('error'), each)),
    ...found.warnings.map((each) => line(out.colours.yellow('warning'), each)),
    ...(found.ok ? [`${visible(found.config ?? '')} is valid.`] : []),
    ...(effects ? [effectsText(out, effects)] : []),
  ];
  out.answer(found, lines.join('\n'));
  return found.ok ? EXIT.done : EXIT.usage;
}

async function check(flags: ConfigCheckFlags): Promise<Found & { parsed?: Config }> {
  let path: string | undefined;
  try {
    const { loadUnchecked, readConfig } = loadConfigLoader();
    const loaded = await loadUnchecked(flags.config);
    path = loaded.path;
    const { config, problems } = readConfig(loaded.written);
    const warnings = config ? configWarnings(config, keyNamesOf(config)) : [];
    const isStrict = flags.strict || config?.strict;
    const errors = isStrict ? [...problems, ...warnings] : problems;
    return {
      ok: errors.length === 0,
      config: path,
      errors,
      warnings: isStrict ? [] : warnings,
      ...defined({ parsed: config }),
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      ok: false,
      ...defined({ config: path }),
      errors: [{ path: '', message: error.message }],
      warnings: [],
    };
  }
}

/** The names of the API keys. @throws ConfigError when their file is not valid */
function keyNamesOf({ admin }: Config): string[] | undefined {
  const file = admin?.signIn.keys;
  return file === undefined
    ? undefined
    : loadKeyFile()
        .keysIn(file)
        .map(({ name }) => name);
}

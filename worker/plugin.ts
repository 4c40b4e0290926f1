import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  type BundlerPlugin,
  type BundleOptions,
  NativeConnection,
  type WorkerOptions,
  type WorkerPlugin,
} from '@temporalio/worker';
import { encrypts, failureConverterPath, withEncryption } from '../codec/data-converter';
import { readEncryption } from '../codec/settings';
import type { ConfigInput } from '../contract/config/config';
import { defined } from '../contract/defined';
import type { EncryptionOptions } from '../contract/encryption';
import { prebuiltBundleFor, withEncodedFailures, workflowsPath } from './bundle';
import { parseConfig } from './config';
import { withHitlActivities } from './create-worker';
import { registerSearchAttributes } from './search-attributes';

/**
 * Adds requests, escalations and agent runs to a worker of your own, which keeps its workflows and activities:
 *
 * ```ts
 * const worker = await Worker.create({ workflowsPath, activities, taskQueue: 'agents', plugins: [hitlPlugin(config)] });
 * ```
 *
 * The plugin registers missing search attributes. It also turns off the worker's limit on the size of payloads
 * (`disablePayloadErrorLimit`), because the SDK can neither accept nor refuse a message above that limit.
 * A worker without its own workflows uses the prebuilt bundle of this package, if no other option changes the bundle.
 * If you bundle your workflows before, also give the plugin to `bundleWorkflowCode`.
 *
 * With encryption keys, the plugin encrypts all payloads of the worker, also those of your own workflows. So your clients need the
 * same keys: see `encryptionDataConverter`.
 *
 * @throws ConfigError when the config is not valid
 * @throws InvalidInput when an encryption key is not valid
 * @throws SearchAttributesMissing with the command to run, if the worker may not register them
 */
export function hitlPlugin(config: ConfigInput, options: PluginOptions = {}): WorkerPlugin & BundlerPlugin {
  const parsed = parseConfig(config);
  const encryption = readEncryption(options.encryption);
  const isEncrypting = encrypts(encryption);
  const encrypted = <O extends Pick<WorkerOptions, 'dataConverter'>>(given: O): O => ({
    ...given,
    dataConverter: withEncryption(encryption, 'keep', given.dataConverter),
  });
  const plugin: WorkerPlugin & BundlerPlugin = {
    name: 'temporal-hitl',
    async configureWorker(given) {
      const options = encrypted(given);
      await registerAt(options);
      // Another copy of the SDK has another connection class, and may be unable to run a bundle made by this copy.
      const isOurSdk = options.connection instanceof NativeConnection;
      const prebuilt = isOurSdk ? prebuiltBundleFor(options, plugin) : undefined;
      const workflowBundle = prebuilt && isEncrypting ? withEncodedFailures(prebuilt) : prebuilt;
      return withHitlActivities(withOurs({ ...options, ...defined({ workflowBundle }) }), parsed);
    },
    configureReplayWorker: (options) => withOurs(encrypted(options)),
    configureBundler: (options) => ({
      ...(isEncrypting && { failureConverterPath }),
      ...options,
      ...bundled(options.workflowsPath, options),
    }),
  };
  return plugin;
}

/** Options of the plugin. */
export interface PluginOptions {
  /** Encrypts payloads. Default: `HITL_ENCRYPTION_KEYS` or `HITL_ENCRYPTION_KEYS_FILE`; without keys nothing is encrypted. */
  encryption?: EncryptionOptions;
}

/** Registers them over the worker's connection, or over a new one to the same address. Without them every request would hang. */
async function registerAt({ connection, namespace = 'default' }: WorkerOptions): Promise<void> {
  const at = connection ?? (await NativeConnection.connect());
  try {
    await registerSearchAttributes(at, namespace);
  } finally {
    if (at !== connection) await at.close();
  }
}

type Bundling = Pick<WorkerOptions, 'workflowsPath' | 'bundlerOptions' | 'workflowBundle'>;

function withOurs<O extends Bundling>(options: O): O {
  const shared = { ...options, disablePayloadErrorLimit: true };
  if (options.workflowBundle) return shared;
  const { workflowsPath: path, ...more } = bundled(options.workflowsPath, options.bundlerOptions ?? {});
  return { ...shared, workflowsPath: path, bundlerOptions: { ...options.bundlerOptions, ...more } };
}

/** Preloads nothing, although that would save memory: the sandbox freezes preloaded modules, and with them the user's own zod. */
function bundled(own: string | undefined, { webpackConfigHook }: Pick<BundleOptions, 'webpackConfigHook'>) {
  if (own === undefined) return { workflowsPath };
  return {
    workflowsPath: together(own),
    webpackConfigHook: (webpack: WebpackConfig) => {
      const found = { ...webpack.resolve, modules: [...(webpack.resolve?.modules ?? []), modulesOf(own)] };
      const withModules = { ...webpack, resolve: found };
      return webpackConfigHook ? webpackConfigHook(withModules) : withModules;
    },
  };
}

type WebpackConfig = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];

/** Writes a module that exports the user's workflows and those of this package, because the bundler accepts only one path. */
function together(own: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'temporal-hitl-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'workflows.js');
  const both = [own, workflowsPath].map((each) => `...require(${JSON.stringify(each)})`);
  writeFileSync(path, `module.exports = { ${both.join(', ')} };\n`);
  return path;
}

/** The folder in which the user's SDK is installed. The module above is in another folder and would not find it. */
function modulesOf(own: string): string {
  const manifest = require.resolve('@temporalio/workflow/package.json', { paths: [dirname(own), __dirname] });
  return resolve(dirname(manifest), '..', '..');
}

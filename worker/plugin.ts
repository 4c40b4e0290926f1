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
import type { ConfigInput } from '../contract/config/config';
import { withHitlActivities } from './create-worker';
import { parseConfig } from './config';
import { prebuiltBundleFor, workflowsPath } from './bundle';
import { registerSearchAttributes } from './search-attributes';

/**
 * Adds requests, escalations and agent runs to a worker of your own, which keeps its workflows and activities:
 *
 * ```ts
 * const worker = await Worker.create({ workflowsPath, activities, taskQueue: 'agents', plugins: [hitlPlugin(config)] });
 * ```
 *
 * Registers missing search attributes, where the worker connects. It lifts the worker's own limit on
 * the size of payloads (`disablePayloadErrorLimit`), past which an oversized message could be neither taken nor refused.
 * A worker without workflows of its own uses the bundle of this package, if no other option changes the bundle.
 * A worker with a bundle made before needs the plugin given to `bundleWorkflowCode` as well.
 *
 * @throws ConfigError when the config is not valid
 * @throws SearchAttributesMissing with the command to run, where the worker may not register them
 */
export function hitlPlugin(config: ConfigInput): WorkerPlugin & BundlerPlugin {
  const parsed = parseConfig(config);
  const plugin: WorkerPlugin & BundlerPlugin = {
    name: 'temporal-hitl',
    async configureWorker(options) {
      await registerAt(options);
      // Another copy of the SDK has connections of another class, and may not run a bundle that ours has made.
      const isOurSdk = options.connection instanceof NativeConnection;
      const workflowBundle = isOurSdk ? prebuiltBundleFor(options, plugin) : undefined;
      return withHitlActivities(withOurs({ ...options, ...(workflowBundle && { workflowBundle }) }), parsed);
    },
    configureReplayWorker: (options) => withOurs(options),
    configureBundler: (options) => ({ ...options, ...bundled(options.workflowsPath, options) }),
  };
  return plugin;
}

/** At the worker's connection, or at the place where it will open one of its own: without the attributes all would hang. */
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

/** Nothing is preloaded, although that would save memory: the sandbox freezes what is, and their own use of zod with it. */
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

/** One module that exports both their workflows and ours: the bundler takes one path and no more. */
function together(own: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'temporal-hitl-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'workflows.js');
  const both = [own, workflowsPath].map((each) => `...require(${JSON.stringify(each)})`);
  writeFileSync(path, `module.exports = { ${both.join(', ')} };\n`);
  return path;
}

/** Where the SDK is installed for them: the module above lies elsewhere, and would not find it. */
function modulesOf(own: string): string {
  const manifest = require.resolve('@temporalio/workflow/package.json', { paths: [dirname(own), __dirname] });
  return resolve(dirname(manifest), '..', '..');
}

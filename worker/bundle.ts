import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type BundleOptions,
  bundleWorkflowCode,
  DefaultLogger,
  type WorkerOptions,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';

/** The module whose exports are our workflows. */
export const workflowsPath = require.resolve('../workflows/registered');

/** What all workflows share. */
export const preloadModules = [require.resolve('../workflows/preloaded')];

/** Bundles our workflows; takes some seconds. */
export function bundleWorkflows(logger?: BundleOptions['logger']): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({ workflowsPath, preloadModules, ...(logger && { logger }) });
}

/** Packages that make the bundle or run it. A bundle made with other versions of them is not used. */
const PACKAGES = ['temporal-hitl', '@temporalio/common', '@temporalio/worker', '@temporalio/workflow'];

/** Options that change what is in a bundle. */
const BUNDLE_OPTIONS = ['workflowsPath', 'workflowBundle', 'bundlerOptions'] as const;

/** Beside the compiled workflows. The sources have none, so a worker that runs from sources makes its own bundle. */
const FOLDER = dirname(workflowsPath);

type BundleInputs = Pick<
  WorkerOptions,
  | (typeof BUNDLE_OPTIONS)[number]
  | 'connection'
  | 'dataConverter'
  | 'interceptors'
  | 'plugins'
  | 'showStackTraceSources'
>;

/**
 * The bundle that came with this package, for a worker with these options, which then need not make one. Undefined if the
 * options change what is in the bundle, or if the bundle is absent or was made with other versions.
 *
 * @param self the plugin that asks: any other plugin may change the bundle
 */
export function prebuiltBundleFor(
  options: BundleInputs,
  self?: object,
  folder = FOLDER,
): { codePath: string } | undefined {
  const { connection, dataConverter, interceptors, plugins = [], showStackTraceSources } = options;
  const isChanged =
    BUNDLE_OPTIONS.some((name) => name in options) ||
    dataConverter?.payloadConverterPath !== undefined ||
    dataConverter?.failureConverterPath !== undefined ||
    (interceptors?.workflowModules ?? []).length > 0 ||
    // The source map of the prebuilt bundle has no sources.
    showStackTraceSources === true ||
    [...plugins, ...(connection?.plugins ?? [])].some((plugin) => plugin !== self);
  if (isChanged) return undefined;
  const { codePath, versionsPath } = filesIn(folder);
  if (!existsSync(codePath) || !existsSync(versionsPath)) return undefined;
  return isDeepStrictEqual(readJson(versionsPath), installedVersions()) ? { codePath } : undefined;
}

/** Bundles our workflows into two files of `folder`: the bundle, and the versions that it was made with. */
export async function buildPrebuiltBundle(folder = FOLDER): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    preloadModules,
    logger: new DefaultLogger('WARN'),
    webpackConfigHook: withoutSources,
  });
  writePrebuiltBundle(code, folder);
}

/** The versions are removed first and written last, so that a build that was interrupted leaves no bundle that counts. */
export function writePrebuiltBundle(code: string, folder: string): void {
  const { codePath, versionsPath } = filesIn(folder);
  rmSync(versionsPath, { force: true });
  writeFileSync(codePath, code);
  writeFileSync(versionsPath, `${JSON.stringify(installedVersions(), null, 2)}\n`);
}

function filesIn(folder: string) {
  return { codePath: join(folder, 'bundle.js'), versionsPath: join(folder, 'bundle.json') };
}

function installedVersions(): Record<string, unknown> {
  const versionOf = (name: string) =>
    (readJson(require.resolve(`${name}/package.json`)) as { version?: unknown }).version;
  return Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)]));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * A source map that names files and lines but does not hold the sources: half of the size. Its names lead from a package
 * (`temporal-hitl/workflows/core/handlers.ts`), since a path of the machine that built it leads nowhere elsewhere.
 */
const withoutSources: BundleOptions['webpackConfigHook'] = (webpack) => {
  const context = dirname(require.resolve('temporal-hitl/package.json'));
  const nameOf = ({ absoluteResourcePath }: { absoluteResourcePath: string }) => {
    // Also within the names of modules that are no file: `ignored|/path`.
    const name = absoluteResourcePath
      .replaceAll(context + sep, '')
      .split(sep)
      .join('/');
    return name.startsWith('node_modules/') ? name.slice('node_modules/'.length) : `temporal-hitl/${name}`;
  };
  const output = { ...webpack.output, devtoolModuleFilenameTemplate: nameOf };
  return { ...webpack, context, devtool: 'inline-nosources-source-map', output };
};

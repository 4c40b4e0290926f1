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
import { failureConverterPath } from '../codec/data-converter';
import { ENCODES_FAILURES } from '../codec/encrypted-payload';
import { defined } from '../contract/defined';

/** The module that exports this package's workflows. */
export const workflowsPath = require.resolve('../workflows/registered');

/** The modules that all workflows share. */
export const preloadModules = [require.resolve('../workflows/preloaded')];

/** In the bundle: `withEncodedFailures` switches it on. */
const switchedConverter = require.resolve('../workflows/core/failure-converter');

/** Bundles the workflows, which takes some seconds. */
export function bundleWorkflows(logger?: BundleOptions['logger']): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath,
    preloadModules,
    failureConverterPath: switchedConverter,
    ...defined({ logger }),
  });
}

/** The bundle of this package, with failures whose messages and stack traces can be encrypted. A second file of 3.5 MB is not needed. */
export function withEncodedFailures(bundle: NonNullable<WorkerOptions['workflowBundle']>): { code: string } {
  const code = 'codePath' in bundle ? readFileSync(bundle.codePath, 'utf8') : bundle.code;
  // On the first line, so that the lines of the source map stay right.
  return { code: `globalThis.${ENCODES_FAILURES} = true; ${code}` };
}

/** The packages that build or run the bundle. A bundle made with other versions of them is not used. */
const PACKAGES = ['temporal-hitl', '@temporalio/common', '@temporalio/worker', '@temporalio/workflow'];

/** Options that change the content of a bundle. */
const BUNDLE_OPTIONS = ['workflowsPath', 'workflowBundle', 'bundlerOptions'] as const;

/** The folder of the prebuilt bundle, beside the compiled workflows. A worker that runs from sources builds its own bundle. */
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
 * The prebuilt bundle of this package, if a worker with these options can use it. Undefined if the options change the
 * content of the bundle, or if the bundle is absent or was made with other versions.
 *
 * @param self the calling plugin: any other plugin may change the bundle
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
    ![undefined, failureConverterPath].includes(dataConverter?.failureConverterPath) ||
    (interceptors?.workflowModules ?? []).length > 0 ||
    // The source map of the prebuilt bundle does not contain the sources.
    showStackTraceSources === true ||
    [...plugins, ...(connection?.plugins ?? [])].some((plugin) => plugin !== self);
  if (isChanged) return undefined;
  const { codePath, versionsPath } = filesIn(folder);
  if (!existsSync(codePath) || !existsSync(versionsPath)) return undefined;
  return isDeepStrictEqual(readJson(versionsPath), installedVersions()) ? { codePath } : undefined;
}

/** Writes the bundle and the versions that it was made with into two files of `folder`. */
export async function buildPrebuiltBundle(folder = FOLDER): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    preloadModules,
    failureConverterPath: switchedConverter,
    logger: new DefaultLogger('WARN'),
    webpackConfigHook: withoutSources,
  });
  writePrebuiltBundle(code, folder);
}

/** Removes the versions first and writes them last, so that an interrupted build leaves no valid bundle. */
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
 * Makes a source map with files and lines but without the sources, which is half the size. The names start at a package
 * (`temporal-hitl/workflows/core/handlers.ts`), because paths of the build machine mean nothing elsewhere.
 */
const withoutSources: BundleOptions['webpackConfigHook'] = (webpack) => {
  const context = dirname(require.resolve('temporal-hitl/package.json'));
  const nameOf = ({ absoluteResourcePath }: { absoluteResourcePath: string }) => {
    // Paths also occur in the names of modules that are not files: `ignored|/path`.
    const name = absoluteResourcePath
      .replaceAll(context + sep, '')
      .split(sep)
      .join('/');
    return name.startsWith('node_modules/') ? name.slice('node_modules/'.length) : `temporal-hitl/${name}`;
  };
  const output = { ...webpack.output, devtoolModuleFilenameTemplate: nameOf };
  return { ...webpack, context, devtool: 'inline-nosources-source-map', output };
};

import { bundleWorkflowCode, type BundleOptions, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** The module whose exports are our workflows. */
export const workflowsPath = require.resolve('../workflows/registered');

/** What all workflows share. */
export const preloadModules = [require.resolve('../workflows/preloaded')];

/** Bundles our workflows; takes some seconds. */
export function bundleWorkflows(logger?: BundleOptions['logger']): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({ workflowsPath, preloadModules, ...(logger && { logger }) });
}

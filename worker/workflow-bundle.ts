import { bundleWorkflowCode, type BundleOptions, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** The module whose exports are our workflows. */
export const workflowsPath = require.resolve('../workflows/registered');

/**
 * Modules to load once for all workflows: zod costs every cached workflow 550 KB unless the module that defines the
 * schemas (not zod itself) is shared.
 */
export const preloadModules = [require.resolve('../contract/decision')];

/** Bundles our workflows; takes some seconds. */
export function bundleWorkflows(logger?: BundleOptions['logger']): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({ workflowsPath, preloadModules, ...(logger && { logger }) });
}

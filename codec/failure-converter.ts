import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Puts the messages and stack traces of failures into payloads, so that a codec can encrypt them. The SDK loads this module by
 * its path, in processes and in workflow bundles.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });

import type { DataConverter } from '@temporalio/common';
import { withEncryption } from '../codec/data-converter';
import { requiredEncryption } from '../codec/settings';
import type { EncryptionOptions } from '../contract/encryption';

/**
 * A data converter that encrypts payloads, for a worker of your own:
 *
 * ```ts
 * import { Worker } from '@temporalio/worker';
 * import { encryptionDataConverter } from 'temporal-hitl/worker';
 *
 * const dataConverter = encryptionDataConverter();
 * const worker = await Worker.create({ workflowsPath, activities, taskQueue: 'agents', dataConverter });
 * ```
 *
 * If you bundle your workflows before, give its `failureConverterPath` to `bundleWorkflowCode`. `createWorker` and `hitlPlugin` need
 * none of this.
 *
 * @param options default: the keys of `HITL_ENCRYPTION_KEYS` or `HITL_ENCRYPTION_KEYS_FILE`
 * @throws InvalidInput when a key is not valid, or there is none
 */
export function encryptionDataConverter(options?: EncryptionOptions): DataConverter {
  return withEncryption(requiredEncryption(options), 'keep');
}

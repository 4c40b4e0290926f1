import type { DataConverter } from '@temporalio/common';
import { withEncryption } from '../codec/data-converter';
import { requiredEncryption } from '../codec/settings';
import type { EncryptionOptions } from '../contract/encryption';

/**
 * A data converter that encrypts payloads, for a client of your own:
 *
 * ```ts
 * import { Client, Connection } from '@temporalio/client';
 * import { ApprovalManager, encryptionDataConverter } from 'temporal-hitl/client';
 *
 * const connection = await Connection.connect();
 * const client = new Client({ connection, dataConverter: encryptionDataConverter() });
 * const approvals = new ApprovalManager(client);
 * ```
 *
 * A payload that it cannot decrypt is an error that names the missing key. Never use it in a worker, where that error would block
 * the workflow: `temporal-hitl/worker` has another.
 *
 * @param options default: the keys of `HITL_ENCRYPTION_KEYS` or `HITL_ENCRYPTION_KEYS_FILE`
 * @throws InvalidInput when a key is not valid, or there is none
 */
export function encryptionDataConverter(options?: EncryptionOptions): DataConverter {
  return withEncryption(requiredEncryption(options), 'throw');
}

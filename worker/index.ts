/**
 * `temporal-hitl/worker`: runs the workflows and activities of this package for an existing Temporal.
 *
 * ```ts
 * import { connectWorker, createWorker, loadConfig, registerSearchAttributes } from 'temporal-hitl/worker';
 *
 * const { config } = await loadConfig(); // temporal.config.ts in this folder
 * const { connection, namespace } = await connectWorker();
 * await registerSearchAttributes(connection, namespace);
 * const worker = await createWorker({ config, connection, namespace });
 * await worker.run();
 * ```
 *
 * To add them to a worker of your own, use `hitlPlugin(config)`.
 */

// A separate worker
export { connectWorker, type WorkerConnectOptions } from './connect';
export { createWorker, type CreateWorkerOptions, type WorkerVersion } from './create-worker';
export { registerSearchAttributes } from './search-attributes';

// A plugin for your own worker
export { hitlPlugin, type PluginOptions } from './plugin';

// Encryption
export { encryptionDataConverter } from './encryption';
export type { ClearPart, EncryptionOptions } from '../contract/encryption';

// The config
export { loadConfig } from './config';

// Errors
export { ConfigError, InvalidInput, SearchAttributesMissing, TemporalUnreachable } from '../contract/errors';

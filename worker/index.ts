/** `temporal-hitl/worker`: run the workflows and activities of requests beside an existing Temporal. */
export { connectWorker, type WorkerConnectOptions } from './connect';
export { createWorker, type CreateWorkerOptions } from './create-worker';
export { hitlPlugin } from './plugin';
export { loadConfig } from './config';
export { registerSearchAttributes } from './search-attributes';
export { ConfigError, SearchAttributesMissing, TemporalUnreachable } from '../contract/errors';

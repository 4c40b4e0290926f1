import { DefaultFailureConverter } from '@temporalio/common';
import { ENCODES_FAILURES } from '../../codec/encrypted-payload';

/**
 * The failure converter of the prebuilt bundle. A worker that encrypts sets a global variable of the sandbox, and then messages and
 * stack traces of failures are in payloads, which the codec encrypts. Otherwise it is the SDK's default.
 */
export const failureConverter = new DefaultFailureConverter({
  encodeCommonAttributes: Object.hasOwn(globalThis, ENCODES_FAILURES),
});

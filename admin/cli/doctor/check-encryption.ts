import type { Client } from '@temporalio/client';
import { ApprovalManager } from '../../../client';
import { readStartPayload } from '../../../client/temporal/first-event';
import { ownCodecAmong } from '../../../codec/encryption-codec';
import { failed, type Check, passed } from './check';

const NAME = 'encryption';
/** How many of the newest pending requests are looked at. */
const SAMPLE = 10;
const ADVICE = 'Give every client, worker and admin server the same HITL_ENCRYPTION_KEYS.';

/** Checks whether this process encrypts, and whether it agrees with those that started what is pending. */
export async function checkEncryption(client: Client): Promise<Check> {
  const key = ownCodecAmong(client.options.loadedDataConverter.payloadCodecs)?.encryptsWith;
  const mode = key === undefined ? 'off in this process' : `on in this process, with key '${key}'`;
  const { items } = await new ApprovalManager(client).listRequests({ status: 'pending', limit: SAMPLE });
  const starts = await Promise.all(items.map(({ id }) => readStartPayload(client, id)));
  const unread = starts.find(({ problem }) => problem !== undefined);
  if (unread) return failed(NAME, `${mode}; ${unread.id} cannot be read: ${unread.problem}`, ADVICE);
  const encrypted = starts.filter(({ keyId }) => keyId !== undefined).length;
  const pending =
    starts.length === 0
      ? 'no request is pending'
      : `${encrypted} of the ${starts.length} newest pending requests are encrypted, all can be read`;
  if (key === undefined && encrypted > 0)
    return failed(NAME, `${mode}, so it sends clear text; ${pending}`, ADVICE);
  return passed(NAME, `${mode}; ${pending}`);
}

import type { Client } from '@temporalio/client';
import { markedMemo, markedSummary } from '../../codec/clear-parts';
import { ownCodecAmong } from '../../codec/encryption-codec';

/**
 * The start options with marks on the memo and the summary, if the client's codec is to leave one of them in clear text. Without
 * such a codec nothing would remove the marks.
 */
export function withClearParts<O extends object>(client: Client, options: O): O {
  const codec = ownCodecAmong(client.options.loadedDataConverter.payloadCodecs);
  if (!codec?.clear.length) return options;
  const { memo, staticSummary } = options as { memo?: object; staticSummary?: string };
  return {
    ...options,
    ...(memo && { memo: markedMemo(memo) }),
    ...(staticSummary !== undefined && { staticSummary: markedSummary(staticSummary) }),
  };
}

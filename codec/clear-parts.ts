import { type Payload, RawValue } from '@temporalio/common';
import { encode } from '@temporalio/common/lib/encoding';
import type { ClearPart } from '../contract/encryption';

/*
 * Marks the parts of a workflow that may stay in clear text. A codec sees only payloads and cannot tell a memo from an argument,
 * so the mark is in the payload's metadata. The codec removes it.
 *
 * Workflows import this module: it must not import Node's modules.
 */

/** The metadata field with the mark. */
export const PART = 'hitl-part';

/** The fields of a memo, marked. */
export function markedMemo(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value == null ? value : marked(value, 'memo')]),
  );
}

/** The summary of a workflow, marked. The SDK takes only strings, and passes raw values on. */
export function markedSummary(summary: string): string {
  return marked(summary, 'summary') as unknown as string;
}

function marked(value: unknown, part: ClearPart): RawValue {
  const payload = new RawValue(value).payload;
  const withMark: Payload = { ...payload, metadata: { ...payload.metadata, [PART]: encode(part) } };
  return RawValue.fromPayload(withMark);
}

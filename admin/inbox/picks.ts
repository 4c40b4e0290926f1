import { z } from 'zod';
import type { RequestItem } from '../../client';
import { rowDigest } from '../../rules/requests/listed-row';

const PickSchema = z.strictObject({
  id: z.string().min(1),
  contentHash: z.string().min(1),
  row: z.string().min(1),
});

/** A row that was ticked, with the digest of what it showed. */
export type Pick = z.output<typeof PickSchema>;

/** The value of a row's checkbox. Undefined for a row that names no content: such a request is decided on its own page. */
export function toPick(item: RequestItem): string | undefined {
  const { id, contentHash } = item;
  return contentHash === undefined ? undefined : JSON.stringify({ id, contentHash, row: rowDigest(item) });
}

/** The row that was ticked. A value without its digests is only the id, which decides nothing. */
export function fromPick(value: string): Pick | { id: string } | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    return PickSchema.safeParse(parsed).data ?? z.object({ id: z.string().min(1) }).safeParse(parsed).data;
  } catch {
    return undefined;
  }
}

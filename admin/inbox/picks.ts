import { z } from 'zod';
import type { RequestItem } from '../../client';

const PickSchema = z.strictObject({
  id: z.string().min(1),
  contentHash: z.string().optional(),
  action: z.string(),
});

/** A request that was ticked, as it was shown. */
export type Pick = z.output<typeof PickSchema>;

export function toPick({ id, contentHash, action }: RequestItem): string {
  return JSON.stringify({ id, ...(contentHash !== undefined && { contentHash }), action });
}

/** What was ticked; nothing for what no page of ours has sent. */
export function fromPick(value: string): Pick | undefined {
  try {
    return PickSchema.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}

import { z } from '@hono/zod-openapi';

/** A page of a list, as the client's `Listed` is one. */
export function listOf<Item extends z.ZodType>(item: Item, name: string) {
  return z
    .strictObject({
      items: z.array(item),
      nextCursor: z.string().optional().openapi({
        description: 'Absent on the last page. A page may be short or empty and not be the last.',
      }),
    })
    .openapi(name);
}

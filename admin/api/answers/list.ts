import { z } from '@hono/zod-openapi';

/** Of a row that Temporal has in part or in whole in a form that cannot be decoded. */
export const UnreadableSchema = z.string().optional().openapi({
  description:
    'What Temporal has of it that cannot be decoded, and why. The fields that depend on it are absent or empty.',
});

/** Of a row that asks more people than its list names. */
export const IncompleteSchema = z.literal(true).optional().openapi({
  description: 'More people are asked than the list names. Read it by its id for all of them.',
});

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

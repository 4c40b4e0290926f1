import { z } from '@hono/zod-openapi';
import { LIMITS } from '../../contract/limits';
import { DurationSchema, toMilliseconds } from '../../contract/duration';
import { NameSchema } from '../../contract/text';

/** The id in a path, percent-encoded: any character that Temporal allows. */
export const IdParam = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(LIMITS.nameBytes)
    .openapi({ param: { name: 'id', in: 'path' }, description: 'Percent-encoded.' }),
});

/** What every list takes. */
export const pageFields = {
  cursor: z.string().max(4096).optional().openapi({ description: '`nextCursor` of the page before.' }),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'must be a whole number from 1 to 1000')
    .transform(Number)
    .optional()
    .openapi({ type: 'integer', minimum: 1, maximum: LIMITS.pageSize, description: 'Default 50.' }),
};

const age = (description: string) =>
  DurationSchema.optional().openapi({ type: 'string', example: '2h', description });

/** What every list can be narrowed by besides. */
export const ageFields = {
  olderThan: age('Begun before so long ago.'),
  newerThan: age('Begun within so long.'),
};

/** People and teams: one, or the parameter again for each more. */
export const namesParam = z
  .union([NameSchema, z.array(NameSchema).max(LIMITS.listedApprovers)])
  .optional()
  .openapi({
    type: 'array',
    items: { type: 'string' },
    description: 'A person or a team; `me`: you and your teams. May be repeated: any of them.',
  });

/** How long a call waits at most. */
const LONGEST_WAIT_MS = 5 * 60_000;

export const WaitQuery = z.strictObject({
  timeout: DurationSchema.default('30s')
    .refine((duration) => isShort(duration), { error: 'must be at most 5m: ask again' })
    .openapi({ type: 'string', example: '30s', description: 'At most 5 minutes. Default 30s.' }),
});

/** The idempotency key of an attempt: it counts once, however often it is sent. */
export const IdempotencyHeader = z.object({
  'idempotency-key': z.string().min(1).max(LIMITS.nameBytes).optional(),
});

function isShort(duration: string): boolean {
  const parsed = DurationSchema.safeParse(duration);
  return !parsed.success || toMilliseconds(parsed.data) <= LONGEST_WAIT_MS;
}

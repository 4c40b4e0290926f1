import { type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { DurationSchema, toMilliseconds } from '../../contract/duration';
import { LIMITS } from '../../contract/limits';
import { NameSchema } from '../../contract/text';
import { ProblemSchema } from '../http/problem';
import type { Sender } from '../sign-in/authenticate';

/*
 * What routes are made of: the context, parameters, bodies and documented responses.
 */

/** What hono carries with every request to the API. */
export interface ApiEnv {
  Variables: {
    sender: Sender;
    /** Whether who sent it would be let in again now, as the same principal. */
    isLetIn: () => Promise<boolean>;
  };
}

export type Api = OpenAPIHono<ApiEnv>;

/** Who sent it; the API answers nobody else. */
export function principalOf(c: Context<ApiEnv>) {
  return c.get('sender').who;
}

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
const MAX_WAIT_MS = 5 * 60_000;

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
  return !parsed.success || toMilliseconds(parsed.data) <= MAX_WAIT_MS;
}

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const problemJson = { 'application/problem+json': { schema: ProblemSchema } };

const MEANING: Record<number, string> = {
  400: 'The body is no JSON',
  401: 'Nobody has signed in, or the proof does not hold',
  403: 'Not allowed',
  404: 'There is no such thing, or not for you',
  409: 'It is taken, or has ended',
  413: 'The body is larger than 1 MB',
  415: 'The body is not JSON by its Content-Type',
  422: 'Malformed: `errors` names the fields',
  429: 'Too many requests: wait as long as Retry-After says',
  500: 'The admin server failed',
  503: 'Temporal, or a worker where an answer needs one, does not answer: try again',
};

/** The problems that a route may answer with. */
export function problemResponses(...statuses: number[]) {
  const all = [...new Set([401, 403, 422, 429, 500, 503, ...statuses])].sort();
  return Object.fromEntries(
    all.map((status) => [status, { description: MEANING[status] ?? '', content: problemJson }]),
  );
}

/** The answers of a route that reads. */
export function readResponses(schema: z.ZodType, description: string) {
  return { 200: { description, content: json(schema) }, ...problemResponses(404) };
}

/** The answers of a route that creates or changes something, other than by a verdict. */
export function writeResponses(schema: z.ZodType, description: string, status: 200 | 201 | 202 = 200) {
  return { [status]: { description, content: json(schema) }, ...problemResponses(400, 404, 409, 413, 415) };
}

/** The answers of a route that ends in a verdict: the outcome is the status, and the verdict the body. */
export function verdictResponses(schema: z.ZodType) {
  const verdict = (description: string) => ({ description, content: json(schema) });
  const either = (status: number, description: string) => ({
    description: `${description}; or a problem: ${MEANING[status]?.toLowerCase() ?? ''}`,
    content: { ...json(schema), ...problemJson },
  });
  return {
    ...problemResponses(400, 404, 413, 415),
    200: verdict('`accepted` or `duplicate`'),
    202: verdict('`queued`: delivered, and judged when a worker is back'),
    403: either(403, '`not_authorized`'),
    409: verdict('`conflict` or `superseded`'),
    410: verdict('`expired` or `cancelled`'),
    422: either(422, '`invalid`'),
  };
}

/** A body that must come, as JSON. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { body: { required: true, content: { 'application/json': { schema } } } } as const;
}

import { type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { DurationSchema, toMilliseconds } from '../../contract/duration';
import { LIMITS } from '../../contract/limits';
import { NamePatternSchema, SearchSchema } from '../../contract/search-pattern';
import { NameSchema } from '../../contract/text';
import { ProblemSchema } from '../http/problem';
import type { Sender } from '../sign-in/authenticate';

/*
 * The parts of a route: its context, parameters, bodies and documented responses.
 */

/** The context that hono passes on with every request to the API. */
export interface ApiEnv {
  Variables: {
    sender: Sender;
    /** Whether the sender would still be signed in now, as the same principal. */
    isLetIn: () => Promise<boolean>;
  };
}

export type Api = OpenAPIHono<ApiEnv>;

/** The principal that sent the request. Every route needs one. */
export function principalOf(c: Context<ApiEnv>) {
  return c.get('sender').who;
}

/** The id in a path. It can contain any character that Temporal allows, so it is percent-encoded. */
export const IdParam = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(LIMITS.nameBytes)
    .openapi({ param: { name: 'id', in: 'path' }, description: 'Percent-encoded.' }),
});

/** The paging parameters of every list. */
export const pageFields = {
  cursor: z.string().max(4096).optional().openapi({ description: '`nextCursor` of the previous page.' }),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'must be a whole number from 1 to 1000')
    .transform(Number)
    .optional()
    .openapi({ type: 'integer', minimum: 1, maximum: LIMITS.pageSize, description: 'Default 50.' }),
};

const age = (description: string) =>
  DurationSchema.optional().openapi({ type: 'string', example: '2h', description });

/** The age filters of every list. */
export const ageFields = {
  olderThan: age('Started longer ago than this.'),
  newerThan: age('Started within this time.'),
};

/** When something is due. */
export const dueField = age('Pending or open, and due within this time or overdue.');

/** A name, or the beginning of names. */
export const namePatternParam = NamePatternSchema.optional().openapi({
  type: 'string',
  example: 'transfer_*',
  description: 'Must match exactly. With a `*` at the end it matches every value with this beginning.',
});

/** A parameter that can be repeated: any of its values matches. */
export function repeatable<S extends z.ZodType>(each: S, description: string) {
  return z
    .union([each, z.array(each).max(LIMITS.listedApprovers)])
    .optional()
    .openapi({ type: 'array', items: { type: 'string' }, description: `${description} Can be repeated.` });
}

/** The parameter of a search by words. */
export function searchParam(description: string) {
  return SearchSchema.optional().openapi({ type: 'string', example: 'INV-7004 acme', description });
}

/** People and teams: the parameter can be repeated. */
export const namesParam = z
  .union([NameSchema, z.array(NameSchema).max(LIMITS.listedApprovers)])
  .optional()
  .openapi({
    type: 'array',
    items: { type: 'string' },
    description:
      'A person or a team. `me` stands for you and your teams. Can be repeated: any of them matches.',
  });

/** The longest wait of one call. */
const MAX_WAIT_MS = 5 * 60_000;

export const WaitQuery = z.strictObject({
  timeout: DurationSchema.default('30s')
    .refine((duration) => isShort(duration), { error: 'must be at most 5m: call again to wait longer' })
    .openapi({ type: 'string', example: '30s', description: 'At most 5 minutes. Default 30s.' }),
});

/** The idempotency key of an attempt: sent again with the same key, the attempt counts once. */
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
  400: 'The body is not JSON',
  401: 'Not signed in, or the key or token is not valid',
  403: 'You lack the permission',
  404: 'Not found, or you may not read it',
  409: 'The id is taken, or the run has ended',
  413: 'The body is larger than 1 MB',
  415: 'The Content-Type is not application/json',
  422: 'Validation error: `errors` names the fields',
  429: 'Rate limit: retry after the time in Retry-After',
  500: 'The admin server failed',
  503: 'Temporal does not answer, or no worker does where one is needed: try again',
};

/** The problems that a route can answer with. */
export function problemResponses(...statuses: number[]) {
  const all = [...new Set([401, 403, 422, 429, 500, 503, ...statuses])].sort();
  return Object.fromEntries(
    all.map((status) => [status, { description: MEANING[status] ?? '', content: problemJson }]),
  );
}

/** The responses of a route that reads. */
export function readResponses(schema: z.ZodType, description: string) {
  return { 200: { description, content: json(schema) }, ...problemResponses(404) };
}

/** The responses of a route that creates or changes something and answers no verdict. */
export function writeResponses(schema: z.ZodType, description: string, status: 200 | 201 | 202 = 200) {
  return { [status]: { description, content: json(schema) }, ...problemResponses(400, 404, 409, 413, 415) };
}

/** The responses of a route that answers a verdict: its outcome sets the status, and the verdict is the body. */
export function verdictResponses(schema: z.ZodType) {
  const verdict = (description: string) => ({ description, content: json(schema) });
  const either = (status: number, description: string) => ({
    description: `${description}; or a problem: ${MEANING[status] ?? ''}`,
    content: { ...json(schema), ...problemJson },
  });
  return {
    ...problemResponses(400, 404, 413, 415),
    200: verdict('`accepted` or `duplicate`'),
    202: verdict('`queued`: delivered; a worker judges it when it is back'),
    403: either(403, '`not_authorized`'),
    409: verdict('`conflict` or `superseded`'),
    410: verdict('`expired` or `cancelled`'),
    422: either(422, '`invalid`'),
  };
}

/** A required body, as JSON. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { body: { required: true, content: { 'application/json': { schema } } } } as const;
}

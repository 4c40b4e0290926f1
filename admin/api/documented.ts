import type { z } from '@hono/zod-openapi';
import { ProblemSchema } from './answers/problem';

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
  500: 'The desk failed',
  503: 'Temporal, or a worker where an answer needs one, does not answer: try again',
};

/** The problems that a route may answer with. */
export function problems(...statuses: number[]) {
  const all = [...new Set([401, 403, 422, 429, 500, 503, ...statuses])].sort();
  return Object.fromEntries(
    all.map((status) => [status, { description: MEANING[status] ?? '', content: problemJson }]),
  );
}

/** The answers of a route that reads. */
export function reads(schema: z.ZodType, description: string) {
  return { 200: { description, content: json(schema) }, ...problems(404) };
}

/** The answers of a route that creates or changes something, other than by a verdict. */
export function does(schema: z.ZodType, description: string, status: 200 | 201 | 202 = 200) {
  return { [status]: { description, content: json(schema) }, ...problems(400, 404, 409, 413, 415) };
}

/** The answers of a route that ends in a verdict: the outcome is the status, and the verdict the body. */
export function judges(schema: z.ZodType) {
  const verdict = (description: string) => ({ description, content: json(schema) });
  const either = (status: number, description: string) => ({
    description: `${description}; or a problem: ${MEANING[status]?.toLowerCase() ?? ''}`,
    content: { ...json(schema), ...problemJson },
  });
  return {
    ...problems(400, 404, 413, 415),
    200: verdict('`accepted` or `duplicate`'),
    202: verdict('`queued`: delivered, and judged when a worker is back'),
    403: either(403, '`not_authorized`'),
    409: verdict('`conflict` or `superseded`'),
    410: verdict('`expired` or `cancelled`'),
    422: either(422, '`invalid`'),
  };
}

/** A body that must come, as JSON. */
export function body<Schema extends z.ZodType>(schema: Schema) {
  return { body: { required: true, content: { 'application/json': { schema } } } } as const;
}

import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { defined } from '../../contract/defined';
import {
  ProviderUnreachable,
  NotSignedIn,
  Forbidden,
  EscalationNotFound,
  helpFor,
  HitlError,
  InvalidInput,
  NoWorkerError,
  RequestIdTaken,
  RequestNotFound,
  RunBusy,
  RunEnded,
  RunIdTaken,
  RunNotFound,
  SearchAttributesMissing,
  TemporalUnreachable,
  Undecodable,
} from '../../contract/errors';
import type { VerdictOutcome } from '../../contract/names';
import type { AdminContext } from './context';

/*
 * The answers of the admin server: JSON, verdicts (the outcome sets the status), and problems (RFC 9457).
 */

/** A validation error of one field. */
const FieldProblemSchema = z
  .strictObject({
    path: z
      .string()
      .openapi({ description: 'The field, such as `context.amount`. Empty for the body itself.' }),
    message: z.string(),
  })
  .openapi('FieldProblem');

/** An error answer, as RFC 9457 defines it: `application/problem+json`. */
export const ProblemSchema = z
  .strictObject({
    type: z.string().openapi({
      format: 'uri-reference',
      description:
        'Where the admin server explains the error, such as `/docs/reference/errors.md#requestnotfound`, or `about:blank` for a problem without a name.',
    }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    name: z.string().optional().openapi({
      description: 'The stable name of the error, such as `RequestNotFound` or `NoWorkerError`.',
    }),
    errors: z.array(FieldProblemSchema).optional(),
  })
  .openapi('Problem');

type Problem = z.output<typeof ProblemSchema>;

const STATUS = new Map<unknown, ContentfulStatusCode>([
  [InvalidInput, 422],
  [NotSignedIn, 401],
  [Forbidden, 403],
  [RequestNotFound, 404],
  [EscalationNotFound, 404],
  [RunNotFound, 404],
  [RequestIdTaken, 409],
  [RunIdTaken, 409],
  [RunEnded, 409],
  [RunBusy, 409],
  [ProviderUnreachable, 503],
  [NoWorkerError, 503],
  [Undecodable, 500],
  [TemporalUnreachable, 503],
  [SearchAttributesMissing, 503],
]);

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  415: 'Not JSON',
  422: 'Invalid',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
};

/** The `detail` of an internal error. The cause is in the log only. */
const INTERNAL_ERROR = 'The admin server failed. The cause is in its log.';

/** The problem for an error. An unknown error becomes status 500, without its message. */
export function toProblem(error: unknown): Problem {
  if (error instanceof HTTPException) return problem(error.status, error.message || titleOf(error.status));
  const status = error instanceof HitlError ? STATUS.get(error.constructor) : undefined;
  if (status === undefined) return problem(500, INTERNAL_ERROR);
  const { name, message } = error as HitlError;
  return problem(status, message, name);
}

/** The problem for an error. Logs an error with status 500, with its stack. @param where what was being done, for the log */
export function problemOf({ log }: Pick<AdminContext, 'log'>, error: unknown, where: string): Problem {
  const answer = toProblem(error);
  if (answer.status === 500)
    log(`${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return answer;
}

/** @param status of the answer @param detail shown to the sender of the request @param name of the error */
export function problem(status: number, detail: string, name?: string): Problem {
  const type = name === undefined ? 'about:blank' : `/${helpFor(name)}`;
  return { type, title: titleOf(status), status, detail, ...defined({ name }) };
}

function titleOf(status: number): string {
  return TITLES[status] ?? 'Failed';
}

/** Seconds after which the client may retry, if the admin server is unavailable. */
const RETRY_AFTER_S = 5;

/**
 * Answers with JSON. The types of records are inferred from the schemas of the routes, so a body fits its schema. Hono's
 * own types would take seconds to compile for schemas of this size.
 */
export function send(c: Context, body: unknown, status: ContentfulStatusCode = 200): never {
  return c.json(body, status) as never;
}

/** Answers with a problem. */
export function sendProblem(c: Context, problem: Problem): Response {
  if (problem.status === 503) c.header('Retry-After', `${RETRY_AFTER_S}`);
  c.header('Cache-Control', 'no-store');
  if (problem.status === 401) c.header('WWW-Authenticate', 'Bearer');
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode, {
    'Content-Type': 'application/problem+json',
  });
}

const STATUS_OF: Record<VerdictOutcome, ContentfulStatusCode> = {
  accepted: 200,
  duplicate: 200,
  queued: 202,
  not_authorized: 403,
  conflict: 409,
  superseded: 409,
  expired: 410,
  cancelled: 410,
  invalid: 422,
};

/** The HTTP status for the outcome of a verdict. */
export function httpStatusOf({ outcome }: { outcome: VerdictOutcome }): ContentfulStatusCode {
  return STATUS_OF[outcome];
}

/** Answers with a verdict. Its outcome sets the status. */
export function sendVerdict(c: Context, verdict: { outcome: VerdictOutcome }): never {
  return send(c, verdict, httpStatusOf(verdict));
}

import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { VerdictOutcome } from '../../contract/decision';
import {
  ProviderAway,
  NotSignedIn,
  Forbidden,
  EscalationNotFound,
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

/*
 * What the admin server answers: JSON, verdicts (the outcome is the status), and problems as RFC 9457 describes them.
 */

/** What is wrong with one field of a request. */
const FieldProblemSchema = z
  .strictObject({
    path: z.string().openapi({ description: 'The field, such as `context.amount`; empty: the body itself.' }),
    message: z.string(),
  })
  .openapi('FieldProblem');

/** The answer when there is no other, as RFC 9457 has it: `application/problem+json`. */
export const ProblemSchema = z
  .strictObject({
    type: z.string().openapi({ format: 'uri-reference' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    name: z
      .string()
      .optional()
      .openapi({ description: 'Of the error, and stable: `RequestNotFound`, `NoWorkerError`.' }),
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
  [ProviderAway, 503],
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
  500: 'Failed',
  503: 'Not available',
};

/** What `detail` says where the cause is the admin server's own trouble, which is for its log alone. */
const INTERNAL_ERROR = 'The admin server failed. What it was is in its log.';

/** An error as RFC 9457 tells it. */
export function toProblem(error: unknown): Problem {
  if (error instanceof HTTPException) return problem(error.status, error.message || titleOf(error.status));
  const status = error instanceof HitlError ? STATUS.get(error.constructor) : undefined;
  if (status === undefined) return problem(500, INTERNAL_ERROR);
  const { name, message } = error as HitlError;
  return { ...problem(status, message), name };
}

/** @param status of the answer @param detail for whoever sent the request */
export function problem(status: number, detail: string): Problem {
  return { type: 'about:blank', title: titleOf(status), status, detail };
}

function titleOf(status: number): string {
  return TITLES[status] ?? 'Failed';
}

/** How long to wait before asking again, in seconds, where the admin server cannot answer for now. */
const RETRY_AFTER_S = 5;

/**
 * Answers with JSON. That a body fits its route's schema is shown by a test of types, not by hono's own types, which
 * take seconds for schemas of this size.
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

/** The status that tells a verdict's outcome. */
export function httpStatusOf({ outcome }: { outcome: VerdictOutcome }): ContentfulStatusCode {
  return STATUS_OF[outcome];
}

/** Answers with a verdict, its outcome as the status. */
export function sendVerdict(c: Context, verdict: { outcome: VerdictOutcome }): never {
  return send(c, verdict, httpStatusOf(verdict));
}

import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { VerdictOutcome } from '../../contract/decision';
import type { Problem } from './answers/problem';

/** How long to wait before asking again, in seconds, where the desk cannot answer for now. */
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
export function statusOf({ outcome }: { outcome: VerdictOutcome }): ContentfulStatusCode {
  return STATUS_OF[outcome];
}

/** Answers with a verdict, its outcome as the status. */
export function sendVerdict(c: Context, verdict: { outcome: VerdictOutcome }): never {
  return send(c, verdict, statusOf(verdict));
}

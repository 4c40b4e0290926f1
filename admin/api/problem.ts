import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import {
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
import { Forbidden, NotSignedIn, ProviderAway } from '../access/errors';
import type { Problem } from './answers/problem';

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

/** What `detail` says where the cause is the desk's own trouble, which is for its log alone. */
const OWN_TROUBLE = 'The desk failed. What it was is in its log.';

/** An error as RFC 9457 tells it. */
export function toProblem(error: unknown): Problem {
  if (error instanceof HTTPException) return problem(error.status, error.message || titleOf(error.status));
  const status = error instanceof HitlError ? STATUS.get(error.constructor) : undefined;
  if (status === undefined) return problem(500, OWN_TROUBLE);
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

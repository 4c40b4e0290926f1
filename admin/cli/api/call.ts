import { z } from 'zod';
import {
  NotSignedIn,
  Forbidden,
  EscalationNotFound,
  type HitlError,
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
} from '../../../contract/errors';
import { VERDICT_OUTCOMES } from '../../../contract/names';
import { AdminRefused, AdminUnreachable } from '../errors';
import type { Identity } from './identity';

/** One call of the API. */
export interface ApiCall {
  method?: 'GET' | 'POST';
  /** The path below `/api`, with encoded parts. */
  path: string;
  query?: Record<string, string | number | readonly string[] | undefined>;
  body?: object;
  /** The id that an error is about. */
  id?: string;
  /** The person who acts, if one is given. */
  as?: string;
  /** The idempotency key. */
  decisionId?: string;
  signal?: AbortSignal;
  /** The timeout. Default 30 s. */
  timeoutMs?: number;
}

export type Ask = <T>(call: ApiCall) => Promise<T>;

const CALL_TIMEOUT_MS = 30_000;

/**
 * Returns a function that calls the API of an admin server with this identity. A verdict is a result, whatever its HTTP status.
 *
 * @throws AdminUnreachable; NotSignedIn; the error that the server's problem names; the signal's reason when it aborts
 */
export function apiCaller(api: string, identity: Identity): Ask {
  return async <T>(call: ApiCall): Promise<T> => {
    const { as, decisionId } = call;
    const headers = {
      ...(await identity.headers(as)),
      ...(decisionId !== undefined && { 'Idempotency-Key': inHeader(decisionId) }),
    };
    let answered = await sendCall(api, call, headers);
    if (answered.status === 401 && (await identity.renewed()))
      answered = await sendCall(api, call, { ...headers, ...(await identity.headers(as)) });
    if (answered.status < 300 || isVerdict(answered.body)) return answered.body as T;
    throw errorOf(answered, api, call);
  };
}

/** Sends a call and reads the answer. @throws AdminUnreachable; the signal's reason when it aborts */
export async function sendCall(
  api: string,
  { method = 'GET', path, query = {}, body, signal, timeoutMs = CALL_TIMEOUT_MS }: ApiCall,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  const url = new URL(`${api}/api${path}`);
  for (const [name, value] of Object.entries(query))
    for (const each of [value ?? []].flat()) url.searchParams.append(name, `${each}`);
  const over = new AbortController();
  const abort = () => over.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => over.abort(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  try {
    signal?.throwIfAborted();
    const answer = await fetch(url, {
      method,
      headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      // The token must not follow a redirect to another address.
      redirect: 'manual',
      signal: over.signal,
    });
    return { status: answer.status, body: parse(await answer.text()) };
  } catch (error) {
    signal?.throwIfAborted();
    throw new AdminUnreachable(`the admin server does not answer at ${api}: ${causeOf(error)}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** The id, encoded as one part of a path. @throws InvalidInput */
export function pathPart(id: string): string {
  // As a part of a path these mean another path, also if they are encoded.
  if (id === '.' || id === '..') throw new InvalidInput(`id: '${id}' cannot be used through an admin server`);
  if (id === '') throw new InvalidInput('id: must not be empty');
  return encodeURIComponent(id);
}

function inHeader(decisionId: string): string {
  if (/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(decisionId)) return decisionId;
  throw new InvalidInput(
    'decisionId: must contain only printable ASCII characters when it is sent through an admin server',
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}

interface ApiAnswer {
  status: number;
  /** Undefined if it was not JSON. */
  body: unknown;
}

/** Errors whose message begins with an id. */
const ABOUT_ID: Record<string, new (id: string, detail: string) => HitlError> = {
  RequestNotFound,
  EscalationNotFound,
  RunNotFound,
  RequestIdTaken,
  RunIdTaken,
};

const OTHERS: Record<string, new (message: string) => HitlError> = {
  InvalidInput,
  NoWorkerError,
  RunEnded,
  RunBusy,
  TemporalUnreachable,
  SearchAttributesMissing,
  Forbidden,
};

const ProblemSchema = z.object({ title: z.string(), detail: z.string(), name: z.string().optional() });
const VerdictSchema = z.object({ outcome: z.enum(VERDICT_OUTCOMES), message: z.string() });

function isVerdict(body: unknown): boolean {
  return VerdictSchema.safeParse(body).success;
}

/** The error of an API answer, of the same class as without an admin server. */
export function errorOf(
  { status, body }: ApiAnswer,
  api: string,
  { id = '', as }: Pick<ApiCall, 'id' | 'as'> = {},
): HitlError {
  const problem = ProblemSchema.safeParse(body);
  if (!problem.success)
    return new AdminUnreachable(
      `${api} did not answer as an admin server (HTTP status ${status}). Check the address, or try again later`,
    );
  const { title, detail, name = '' } = problem.data;
  if (status === 401) {
    const check = as ? 'Leave out --as (and HITL_USER), or sign in' : 'Sign in';
    return new NotSignedIn(`${detail}. ${check}: hitl login --api ${api}`);
  }
  if (Object.hasOwn(ABOUT_ID, name)) {
    const begin = `${id}: `;
    const rest = detail.startsWith(begin) ? detail.slice(begin.length) : detail;
    const AboutId = ABOUT_ID[name];
    if (AboutId) return new AboutId(id, rest);
  }
  const Other = Object.hasOwn(OTHERS, name) ? OTHERS[name] : undefined;
  return Other ? new Other(detail) : new AdminRefused(`${title}: ${detail}`);
}

/** Whether a retry may succeed: the admin server restarts, Temporal is away, or there are too many calls. */
export function isTransientError(error: unknown): boolean {
  const passing = [AdminUnreachable, TemporalUnreachable, NoWorkerError];
  if (passing.some((type) => error instanceof type)) return true;
  return error instanceof AdminRefused && error.message.startsWith('Too many requests');
}

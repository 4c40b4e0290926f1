import createClient, { type Client } from 'openapi-fetch';
import { z } from 'zod';
import {
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
} from '../../../contract/errors';
import { CLAIM_OUTCOMES, VERDICT_OUTCOMES } from '../../../contract/names';
import { AdminRefused, AdminUnreachable } from '../errors';
import type { Authentication } from './identity';
import type { paths } from './schema';

export type ApiClient = Client<paths>;

/** Who acts, and when the call ends. */
export interface CallOptions {
  /** The person who acts, if one is given. */
  as?: string | undefined;
  signal?: AbortSignal;
  /** The timeout. Default 30 s. */
  timeoutMs?: number;
}

/** What `openapi-fetch` resolves with. */
export type Answered<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** Sends one call and returns its answer. Errors name `id`. */
export type Ask = <T>(id: string, send: (api: ApiClient) => Answered<T>, options?: CallOptions) => Promise<T>;

const CALL_TIMEOUT_MS = 30_000;
const ANONYMOUS: Authentication = { headers: async () => ({}), renewed: async () => false };

/**
 * Returns a function that calls the API of an admin server with this identity. A verdict is a result, whatever its HTTP status.
 *
 * @throws AdminUnreachable; NotSignedIn; the error that the server's problem names; the signal's reason when it aborts
 */
export function apiCaller(api: string, identity: Authentication = ANONYMOUS): Ask {
  return async (id, send, { as, signal, timeoutMs = CALL_TIMEOUT_MS } = {}) => {
    const call = async () => {
      const headers = await identity.headers(as);
      const timeout = AbortSignal.timeout(timeoutMs);
      const client = createClient<paths>({
        baseUrl: `${api}/api`,
        pathSerializer: (path, params) => path.replace('{id}', pathPart(`${params.id as string}`)),
        headers,
        // The token must not follow a redirect to another address.
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return send(client).catch((error: unknown) => {
        signal?.throwIfAborted();
        throw unanswered(api, error, timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : undefined);
      });
    };
    let answered = await call();
    if (answered.response.status === 401 && (await identity.renewed())) answered = await call();
    const { data, error, response } = answered;
    if (data !== undefined) return data;
    if (isVerdict(error)) return error as NonNullable<typeof data>;
    throw errorOf({ status: response.status, body: error }, api, { id, as });
  };
}

/** The error of a call without an answer that can be read. */
function unanswered(api: string, error: unknown, late: string | undefined): unknown {
  if (error instanceof HitlError) return error;
  if ((error as Error).name === 'SyntaxError')
    return new AdminUnreachable(
      `${api} did not answer as an admin server: its answer is not JSON. Check the address`,
      { cause: error },
    );
  return new AdminUnreachable(`the admin server does not answer at ${api}: ${late ?? causeOf(error)}`, {
    cause: error,
  });
}

/** The id, encoded as one part of a path. @throws InvalidInput */
function pathPart(id: string): string {
  // As a part of a path these mean another path, also if they are encoded.
  if (id === '.' || id === '..') throw new InvalidInput(`id: '${id}' cannot be used through an admin server`);
  if (id === '') throw new InvalidInput('id: must not be empty');
  return encodeURIComponent(id);
}

/** The idempotency key as a header, if there is one. @throws InvalidInput */
export function keyHeader(decisionId: string | undefined): { 'idempotency-key'?: string } {
  if (decisionId === undefined) return {};
  if (/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(decisionId)) return { 'idempotency-key': decisionId };
  throw new InvalidInput(
    'decisionId: must contain only printable ASCII characters when it is sent through an admin server',
  );
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
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
/** A verdict, or the answer to a claim. */
const VerdictSchema = z.object({
  outcome: z.enum([...VERDICT_OUTCOMES, ...CLAIM_OUTCOMES]),
  message: z.string(),
});

function isVerdict(body: unknown): boolean {
  return VerdictSchema.safeParse(body).success;
}

/** The error of an API answer, of the same class as without an admin server. */
function errorOf(
  { status, body }: { status: number; body: unknown },
  api: string,
  { id, as }: { id: string; as: string | undefined },
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

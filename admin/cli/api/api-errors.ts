import { z } from 'zod';
import type { HitlError } from '../../../contract/errors';
import {
  EscalationNotFound,
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
import { OUTCOMES } from '../../../contract/verdict';
import { Forbidden, NotSignedIn } from '../../access/errors';
import { DeskRefused, DeskUnreachable } from '../errors';
import type { ApiCall } from './api-call';

export interface Answered {
  status: number;
  /** Undefined where it was no JSON. */
  body: unknown;
}

/** Errors about something with an id, which their message begins with. */
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
const VerdictSchema = z.object({ outcome: z.enum(OUTCOMES), message: z.string() });

export function isVerdict(body: unknown): boolean {
  return VerdictSchema.safeParse(body).success;
}

/** What a problem is for whoever asked: of the same class as where there is no desk between. */
export function errorOf(
  { status, body }: Answered,
  api: string,
  { id = '', as }: Pick<ApiCall, 'id' | 'as'> = {},
): HitlError {
  const problem = ProblemSchema.safeParse(body);
  if (!problem.success)
    return new DeskUnreachable(`what answers at ${api} is no desk, or one that is away: status ${status}`);
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
  return Other ? new Other(detail) : new DeskRefused(`${title}: ${detail}`);
}

/** Whether the same may be answered in a while: a desk that restarts, Temporal away, too many calls. */
export function isPassing(error: unknown): boolean {
  const passing = [DeskUnreachable, TemporalUnreachable, NoWorkerError];
  if (passing.some((type) => error instanceof type)) return true;
  return error instanceof DeskRefused && error.message.startsWith('Too many requests');
}

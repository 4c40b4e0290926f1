import type { Needed } from './plan';
import type { RequestStatus } from './status';

export const OUTCOMES = [
  'accepted',
  'duplicate',
  'superseded',
  'conflict',
  'expired',
  'cancelled',
  'not_authorized',
  'invalid',
  'queued',
] as const;

/** What became of an attempt (design rule 9). `queued`: delivered, and not judged yet. */
export type Outcome = (typeof OUTCOMES)[number];

/** The answer to an attempt to decide or to cancel. Every attempt gets one. */
export interface Verdict {
  outcome: Outcome;
  /** The request's status after the attempt. */
  status: RequestStatus;
  /** The request's id. */
  id: string;
  /** One or two sentences for the person who tried. */
  message: string;
  /** The stage open after the attempt, while the request is pending. */
  stage?: number;
  /** What is still needed, and from whom, while the request is pending. */
  needed?: Needed[];
  /** Who made the decision that stands, and when (ISO 8601): of a conflict, a duplicate, a superseded attempt. */
  decidedBy?: string;
  decidedAt?: string;
}

/** The answer of a workflow to an Update that it first answered with `queued`: what it would have said, or thrown. */
export type LateAnswer<A> = { answer: A } | { error: { type: string; message: string } };

import { z } from 'zod';
import { LIMITS } from './limits';
import type { RequestStatus } from './names';
import type { Needed } from './plan';
import { hasIdIfSigned, NO_ID, SignatureSchema } from './signature';
import { NameSchema, text } from './text';

const attemptFields = {
  /** Idempotency key, within its person: repeated, it never counts twice (design rule 10). */
  decisionId: NameSchema.optional(),
  /** Set by a client that sends one attempt through two transports; whichever comes second gets the first one's verdict. */
  attemptId: NameSchema.optional(),
  /** The tool it came from, as that tool says: `cli`, `sdk`. Evidence, not proof. */
  via: NameSchema.optional(),
  /** When the client sent it, by its own clock (milliseconds since 1970). A late one is checked against the server's time. */
  sentAt: z.number().int().nonnegative().optional(),
};

/** The argument of `decide`, by Update and by Signal. */
export const DecisionMessageSchema = z
  .strictObject({
    decision: z.enum(['approve', 'reject']),
    decidedBy: NameSchema,
    /** Why. A rejection needs it. */
    reason: text(LIMITS.notesBytes).optional(),
    notes: text(LIMITS.notesBytes).optional(),
    /** What the person typed, where a confirmation wants a value typed; ignored elsewhere. Never kept. */
    confirm: text(LIMITS.notesBytes).optional(),
    /** What the person was looking at: a decision on anything else is `superseded`. */
    expected: z
      .strictObject({
        stage: z.number().int().positive().optional(),
        contentHash: z.string().max(100).optional(),
      })
      .optional(),
    /** Where decisions must be signed, by whom this one is vouched for; ignored elsewhere. */
    signature: SignatureSchema.optional(),
    ...attemptFields,
  })
  .refine(hasIdIfSigned, NO_ID);

/** The argument of `cancel`, by Update and by Signal. */
export const CancelMessageSchema = z.strictObject({
  cancelledBy: NameSchema,
  reason: text(LIMITS.notesBytes).optional(),
  ...attemptFields,
});

export type DecisionMessage = z.output<typeof DecisionMessageSchema>;
export type CancelMessage = z.output<typeof CancelMessageSchema>;

export type Transport = 'update' | 'signal' | 'temporal';

export const VERDICT_OUTCOMES = [
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
export type VerdictOutcome = (typeof VERDICT_OUTCOMES)[number];

/** The answer to an attempt to decide or to cancel. Every attempt gets one. */
export interface Verdict {
  outcome: VerdictOutcome;
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

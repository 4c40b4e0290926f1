import { z } from 'zod';
import { hasIdIfSigned, NO_ID, SignatureSchema } from './signature';
import { NameSchema, NoteSchema } from './text';

/** The fields of every message to a workflow. */
export const deliveryFields = {
  /** Set by a client that sends one attempt by two transports. The second arrival gets the verdict of the first. */
  attemptId: NameSchema.optional(),
  /** The tool that the attempt came from, as that tool says: `cli`, `sdk`. It is not verified. */
  via: NameSchema.optional(),
  /** When the client sent it, by its own clock, in milliseconds since 1970. Late attempts are checked against the server's time. */
  sentAt: z.number().int().nonnegative().optional(),
};

/** The fields of every attempt of a person. */
export const attemptFields = {
  /** The idempotency key, unique for each person. An attempt that is sent again counts once (design rule 10). */
  decisionId: NameSchema.optional(),
  ...deliveryFields,
};

/** The argument of `decide`, by Update and by Signal. */
export const DecisionMessageSchema = z
  .strictObject({
    decision: z.enum(['approve', 'reject']),
    decidedBy: NameSchema,
    /** Required for a rejection. */
    reason: NoteSchema.optional(),
    notes: NoteSchema.optional(),
    /** What the confirmer typed, if a confirmation needs a typed value; ignored otherwise. It is never kept. */
    confirm: NoteSchema.optional(),
    /**
     * What the person was shown. If the request is different now, the verdict is `superseded`. An approval of a request with
     * `mustReadAll` must carry `contentHash`.
     */
    expected: z
      .strictObject({
        stage: z.number().int().positive().optional(),
        contentHash: z.string().max(100).optional(),
      })
      .optional(),
    /** Required where decisions must be signed; ignored otherwise. */
    signature: SignatureSchema.optional(),
    ...attemptFields,
  })
  .refine(hasIdIfSigned, NO_ID);

/** The argument of `cancel`, by Update and by Signal. */
export const CancelMessageSchema = z.strictObject({
  cancelledBy: NameSchema,
  reason: NoteSchema.optional(),
  ...attemptFields,
});

export type DecisionMessage = z.output<typeof DecisionMessageSchema>;
export type CancelMessage = z.output<typeof CancelMessageSchema>;

export type { Transport } from './records/values';
export type { Verdict } from './records/verdicts';

/** The late answer to an Update that was first answered with `queued`: its result, or its error. */
export type LateAnswer<A> = { answer: A } | { error: { type: string; message: string } };

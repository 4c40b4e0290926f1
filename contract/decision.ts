import { z } from 'zod';
import { JsonContextSchema } from './json';
import { LIMITS } from './limits';
import { DECISION_KINDS } from './names';
import { FormAnswerSchema } from './response-form';
import { hasIdIfSigned, NO_ID, SignatureSchema } from './signature';
import { NameSchema, NoteSchema, text } from './text';

/** The fields of every message to a workflow. */
export const deliveryFields = {
  /** Set by a client that sends one attempt by two transports. The second arrival gets the verdict of the first. */
  attemptId: NameSchema.optional(),
  /** The tool that sent the attempt, as that tool names itself: `cli`, `sdk`. It is not verified. */
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
    decision: z.enum(DECISION_KINDS),
    decidedBy: NameSchema,
    /** Required for a rejection. */
    reason: NoteSchema.optional(),
    /** A note to the agent. */
    notes: NoteSchema.optional(),
    /** Required for an edit: the whole new context. */
    context: JsonContextSchema.optional(),
    /** What the person answers instead of approving. Only for `respond`. */
    text: NoteSchema.optional(),
    /** The answer to the response form, for `approve`, `edit` and `respond`. */
    answer: FormAnswerSchema.optional(),
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

/** The argument of `comment`, by Update and by Signal. */
export const CommentMessageSchema = z.strictObject({
  commentedBy: NameSchema,
  text: text(LIMITS.notesBytes).refine((comment) => comment.trim() !== '', { error: 'must not be empty' }),
  ...attemptFields,
});

/** The argument of `cancel`, by Update and by Signal. */
export const CancelMessageSchema = z.strictObject({
  cancelledBy: NameSchema,
  reason: NoteSchema.optional(),
  ...attemptFields,
});

export type DecisionMessage = z.output<typeof DecisionMessageSchema>;
export type CommentMessage = z.output<typeof CommentMessageSchema>;
export type CancelMessage = z.output<typeof CancelMessageSchema>;

export type { Transport } from './records/values';
export type { Verdict } from './records/verdicts';

/** The late answer to an Update that was first answered with `queued`: its result, or its error. */
export type LateAnswer<A> = { answer: A } | { error: { type: string; message: string } };

import { z } from 'zod';
import { deliveryFields } from './decision';
import { MAX_DURATION_MS } from './duration';
import { LIMITS } from './limits';
import { REPORTED_OUTCOMES } from './names';
import type { FormAnswer } from './response-form';
import { NameSchema, NoteSchema } from './text';

export type { Claim, UseRecord } from './records/use';

export type { UseVerdict } from './records/verdicts';

/** The latest time that a date can be. */
const MAX_TIME = 8.64e15;

/** The argument of the workflow of a claim. The first start of its id wins, so this argument says who has the claim. */
export const UseStartSchema = z.strictObject({
  requestId: NameSchema,
  /** 1 for the first claim, and one more for each claim that was released. It is part of the workflow's id. */
  number: z.number().int().positive().max(LIMITS.claims),
  claimedBy: NameSchema,
  /** Tells a retry of the same attempt from another claimer. */
  attemptId: NameSchema,
  /** The content that the claimer acts on. */
  contentHash: z.string().max(100),
  /** When the approval becomes stale, in milliseconds since 1970. Absent: never. */
  useUntil: z.number().int().nonnegative().max(MAX_TIME).optional(),
  /** How long after its start the outcome must be reported, in milliseconds. */
  reportWithin: z.number().int().positive().max(MAX_DURATION_MS),
  /** Set if the request has channels: they are notified of the claim and of its outcome. */
  notify: z.literal(true).optional(),
});
export type UseInput = z.output<typeof UseStartSchema>;

/** The argument of `outcome`, by Update and by Signal. */
export const OutcomeMessageSchema = z.strictObject({
  outcome: z.enum(REPORTED_OUTCOMES),
  /** The `attemptId` of the claim. The `attemptId` of a message belongs to its delivery. */
  claimAttemptId: NameSchema,
  /** Where to find what was done, such as the id of a transfer. */
  reference: NameSchema.optional(),
  /** What happened, in words. */
  detail: NoteSchema.optional(),
  ...deliveryFields,
});
export type OutcomeMessage = z.output<typeof OutcomeMessageSchema>;

/** What was approved, for the function that does it. */
export interface ApprovedAction<Answer = FormAnswer | undefined> {
  /** The id of the request. */
  id: string;
  /** The arguments that were approved. A person may have changed them: use these, not those of the request. */
  context: Record<string, z.core.util.JSONType>;
  /** Whether a person changed the arguments. */
  edited: boolean;
  /** The notes of the people who approved. */
  note: string | undefined;
  /** The answer to the response form. */
  answer: Answer;
  /** Pass it to the system that does the action: it is the same each time that this approval is used. */
  idempotencyKey: string;
}

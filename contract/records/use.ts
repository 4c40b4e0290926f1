import { z } from 'zod';
import { CLAIM_OUTCOMES, USE_OUTCOMES } from '../names';
import { RequestStatusSchema, TimeSchema } from './values';

const UseOutcomeSchema = z.enum(USE_OUTCOMES).meta({
  id: 'UseOutcome',
  description:
    'What happened to an approved action. `unknown`: no report came in time, so the action may have been done.',
});

export const UseRecordSchema = z
  .strictObject({
    requestId: z.string(),
    claimedBy: z.string(),
    attemptId: z.string().meta({ description: 'The attempt that has the claim. A report must name it.' }),
    contentHash: z.string().meta({ description: 'The content that the claimer acts on.' }),
    claimedAt: TimeSchema,
    reportBy: TimeSchema.meta({ description: 'Without a report by then, the outcome is `unknown`.' }),
    outcome: UseOutcomeSchema.optional().meta({ description: 'Absent until it is reported.' }),
    reference: z.string().optional(),
    detail: z.string().optional(),
    reportedAt: TimeSchema.optional().meta({
      description: 'When the outcome was reported, or became unknown.',
    }),
    /** The id of the report's delivery: the same report by another transport gets the same answer. */
    reportId: z.string().optional(),
  })
  .meta({ id: 'Use', description: 'The single use of an approval: who claimed it, and what happened.' });
/** The single use of an approval: who claimed it, and what happened (design rule 26). */
export type UseRecord = z.output<typeof UseRecordSchema>;

export const ClaimSchema = z
  .strictObject({
    outcome: z.enum(CLAIM_OUTCOMES).meta({
      id: 'ClaimOutcome',
      description: 'Only `claimed` lets the claimer act.',
    }),
    id: z.string(),
    status: RequestStatusSchema,
    message: z.string().meta({ description: 'One or two sentences for the claimer.' }),
    /** Set for `claimed` and `already_claimed`. */
    use: UseRecordSchema.optional(),
  })
  .meta({ id: 'Claim', description: 'The answer to a claim.' });
/** The answer to a claim. */
export type Claim = z.output<typeof ClaimSchema>;

import { z } from '@hono/zod-openapi';
import {
  EscalationStatusSchema,
  LevelSchema,
  OutcomeSchema,
  RequestStatusSchema,
  RunStatusSchema,
  TimeSchema,
} from './values';
import { NeededSchema } from './request';

const common = {
  outcome: OutcomeSchema,
  id: z.string(),
  message: z.string().openapi({ description: 'One or two sentences for the person who tried.' }),
};
const standing = { decidedBy: z.string().optional(), decidedAt: TimeSchema.optional() };

export const VerdictSchema = z
  .strictObject({
    ...common,
    status: RequestStatusSchema,
    stage: z.int().optional(),
    needed: z.array(NeededSchema).optional(),
    ...standing,
  })
  .openapi('Verdict', { description: 'The answer to an attempt to decide or to cancel a request.' });

export const EscalationVerdictSchema = z
  .strictObject({ ...common, status: EscalationStatusSchema, level: LevelSchema, ...standing })
  .openapi('EscalationVerdict', { description: 'The answer to an attempt on an escalation.' });

export const RunVerdictSchema = z
  .strictObject({ ...common, status: RunStatusSchema })
  .openapi('RunVerdict', { description: 'The answer to an attempt to finish or cancel a run.' });

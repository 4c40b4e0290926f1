import { z } from 'zod';
import { USE_OUTCOMES } from '../names';
import { NeededSchema } from './plan';
import {
  EscalationStatusSchema,
  NamedLevelSchema,
  RequestStatusSchema,
  RunStatusSchema,
  TimeSchema,
  VerdictOutcomeSchema,
} from './values';

/*
 * The answers to attempts. Every attempt gets a verdict (design rule 9).
 */

const common = {
  outcome: VerdictOutcomeSchema,
  /** The id of the request, the escalation or the run. */
  id: z.string(),
  message: z.string().meta({ description: 'One or two sentences for the person who tried.' }),
};

const attribution = {
  /** Who made the decision that stands: set for a conflict, a duplicate and a superseded attempt. */
  decidedBy: z.string().optional(),
  /** When that decision was made. */
  decidedAt: TimeSchema.optional(),
};

export const VerdictSchema = z
  .strictObject({
    ...common,
    /** The request's status after the attempt. */
    status: RequestStatusSchema,
    /** The stage that is open after the attempt, while the request is pending. */
    stage: z.int().optional(),
    /** What is still needed, and from which people, while the request is pending. */
    needed: z.array(NeededSchema).optional(),
    ...attribution,
  })
  .meta({ id: 'Verdict', description: 'The answer to an attempt to decide or to cancel a request.' });
/** The answer to an attempt to decide or to cancel a request. */
export type Verdict = z.output<typeof VerdictSchema>;

export const EscalationVerdictSchema = z
  .strictObject({ ...common, status: EscalationStatusSchema, level: NamedLevelSchema, ...attribution })
  .meta({
    id: 'EscalationVerdict',
    description:
      'The answer to an attempt to acknowledge, resolve, promote, reassign or cancel an escalation.',
  });
/** The answer to an attempt to acknowledge, resolve, promote, reassign or cancel an escalation. */
export type EscalationVerdict = z.output<typeof EscalationVerdictSchema>;

export const RunVerdictSchema = z
  .strictObject({ ...common, status: RunStatusSchema })
  .meta({ id: 'RunVerdict', description: 'The answer to an attempt to finish or cancel a run.' });
/** The answer to an attempt to finish or cancel a run. */
export type RunVerdict = z.output<typeof RunVerdictSchema>;

export const UseVerdictSchema = z
  .strictObject({
    ...common,
    /** The outcome of the use after the attempt: `claimed` before an outcome, `unclaimed` without a claim. */
    status: z.enum(['unclaimed', 'claimed', ...USE_OUTCOMES]).meta({ id: 'UseStatus' }),
  })
  .meta({ id: 'UseVerdict', description: 'The answer to a report of what happened to an approved action.' });
/** The answer to a report of what happened to an approved action. */
export type UseVerdict = z.output<typeof UseVerdictSchema>;

import { z } from 'zod';
import { EscalationTriggerType, type Level } from './names';
import { LevelSchema, NameSchema } from './text';

export type {
  AcceptedAttempt,
  Escalated,
  EscalationEvent,
  EscalationRecord,
  EscalationRefusal,
  EscalationView,
  LadderPlan,
  PlannedRung,
  Resolution,
  ResolutionAction,
} from './records/escalation';
export type { EscalationVerdict } from './records/verdicts';

/** The memo of an escalation. A list shows it without a query of the workflow. */
export interface EscalationMemo {
  runId: string;
  requestId?: string;
  level: Level;
  reason: string;
}

/** The argument of the workflow of an escalation: the run, what is wrong with it, and the level. */
export const EscalationStartSchema = z.strictObject({
  /** The agent run, or the request, that the escalation is about. */
  runId: NameSchema,
  /** Set when an expired request escalates. */
  requestId: NameSchema.optional(),
  level: LevelSchema,
  reason: z.string(),
  triggers: z
    .array(
      z.strictObject({
        name: z.string(),
        type: z.enum(EscalationTriggerType),
        level: LevelSchema,
        reason: z.string(),
        value: z.number().optional(),
      }),
    )
    .default([]),
  /** The person or agent that escalates, if it is not a trigger. */
  escalatedBy: NameSchema.optional(),
  /** What the agent reported, for the person who resolves the escalation. */
  context: z.record(z.string(), z.json() as z.ZodType).optional(),
});
export type EscalationInput = z.output<typeof EscalationStartSchema>;

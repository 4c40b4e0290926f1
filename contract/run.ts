import { z } from 'zod';
import { deliveryFields } from './decision';
import { ExactJsonSchema, JsonContextSchema } from './json';
import { LevelSchema, NameSchema, NoteSchema } from './text';

export type { ReportResult } from './records/check';
export type {
  RunApproval,
  RunEnd,
  RunEscalation,
  RunEvent,
  RunPlan,
  RunRecord,
  RunView,
  StartedRun,
} from './records/run';
export type { RunVerdict } from './records/verdicts';

/** The memo of a run. A list shows it without a query of the workflow. */
export interface RunMemo {
  agent?: string;
  requesterId?: string;
  /** The digest of the input of a hosted run: it tells whether a second start is the same run. */
  inputHash?: string;
  /** The account that started the run through an admin server, if it was started there. */
  submittedBy?: string;
}

/** A report of an agent that runs elsewhere. */
export const ReportSchema = z.strictObject({
  context: JsonContextSchema,
  /** Whether to open the escalation in the same call, if the triggers fire. */
  escalate: z.boolean().default(false),
  ...deliveryFields,
});

/** An escalation by a person or by the agent itself, without a trigger. */
export const EscalateSchema = z.strictObject({
  level: LevelSchema,
  reason: NoteSchema.refine((value) => value.trim() !== '', { error: 'must say what is wrong' }),
  escalatedBy: NameSchema.optional(),
  context: JsonContextSchema.optional(),
  ...deliveryFields,
});

export const FinishSchema = z.strictObject({ output: ExactJsonSchema.optional(), ...deliveryFields });

export const CancelRunSchema = z.strictObject({
  cancelledBy: NameSchema,
  reason: NoteSchema.optional(),
  ...deliveryFields,
});

/** The argument of the workflow of an agent run. */
export const RunStartSchema = z.strictObject({
  /** The agent of the config whose steps the worker runs. Absent: the run is attached, the agent runs elsewhere and reports. */
  agent: NameSchema.optional(),
  input: (z.json() as z.ZodType).optional(),
  /** The person on whose behalf the agent runs. This person may not approve what the run asks for. */
  requesterId: NameSchema.optional(),
});
export type RunInput = z.output<typeof RunStartSchema>;

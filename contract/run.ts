import { z } from 'zod';
import { ExactJsonSchema } from './json';
import { LIMITS, utf8Bytes } from './limits';
import { LevelSchema, NameSchema, text } from './text';

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

/** What a list shows of a run without asking its workflow. */
export interface RunMemo {
  agent?: string;
  requesterId?: string;
  /** The digest of the input of a hosted run: the same start again is the same run. */
  inputHash?: string;
  /** The account in the inbox that started it, where one did. */
  submittedBy?: string;
}

const noteText = text(LIMITS.notesBytes);
const attemptFields = {
  attemptId: NameSchema.optional(),
  via: NameSchema.optional(),
  sentAt: z.number().int().nonnegative().optional(),
};

/** What an agent reports; JSON of at most 256 KB. */
export const ReportContextSchema = z
  .record(z.string(), ExactJsonSchema)
  .refine((value) => utf8Bytes(JSON.stringify(value)) <= LIMITS.contextBytes, {
    error: `is larger than ${LIMITS.contextBytes / 1024} KB`,
  });

/** An agent elsewhere reports how it stands. */
export const ReportSchema = z.strictObject({
  context: ReportContextSchema,
  /** Open the escalation in the same call, if the triggers say so. */
  escalate: z.boolean().default(false),
  ...attemptFields,
});

/** A person, or the agent itself, escalates without a trigger. */
export const EscalateSchema = z.strictObject({
  level: LevelSchema,
  reason: noteText.refine((value) => value.trim() !== '', { error: 'must say what is wrong' }),
  escalatedBy: NameSchema.optional(),
  context: ReportContextSchema.optional(),
  ...attemptFields,
});

export const FinishSchema = z.strictObject({ output: ExactJsonSchema.optional(), ...attemptFields });

export const CancelRunSchema = z.strictObject({
  cancelledBy: NameSchema,
  reason: noteText.optional(),
  ...attemptFields,
});

/** The argument of the workflow of an agent run. */
export const RunStartSchema = z.strictObject({
  /** The agent of the config whose steps the worker runs. Absent: the run is attached, the agent runs elsewhere and reports. */
  agent: NameSchema.optional(),
  input: (z.json() as z.ZodType).optional(),
  /** On whose behalf the agent runs. This person may not approve what the run asks for. */
  requesterId: NameSchema.optional(),
});
export type RunInput = z.output<typeof RunStartSchema>;

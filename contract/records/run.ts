import { z } from 'zod';
import { FormAnswerSchema } from '../response-form';
import { TriggerMemorySchema } from './check';
import { ResolutionSchema } from './escalation';
import {
  EscalationStatusSchema,
  JsonObjectSchema,
  NamedLevelSchema,
  RequestStatusSchema,
  RunStatusSchema,
  TimeSchema,
  UnknownFieldsSchema,
} from './values';

const RunPlanSchema = z
  .strictObject({
    configDigest: z.string(),
    /** The thresholds of the `time_exceeded` triggers. */
    timeTriggers: z.array(
      z.strictObject({ name: z.string(), threshold: z.int(), cooldown: z.int().optional() }),
    ),
    maxSteps: z.int(),
    /** Absent for an attached run. */
    runTimeout: z.int().optional(),
    stepTimeout: z.int(),
    heartbeatTimeout: z.int(),
    maxAttempts: z.int(),
    retryAfter: z.int(),
    /** An attached run ends after this long without a report. */
    idleTimeout: z.int(),
    /** Who may cancel the run, besides its requester and the run itself. */
    operators: z.array(z.string()),
    /** The people of each operator that is a team. Absent until the directory has answered. */
    teams: z.record(z.string(), z.array(z.string())).optional(),
  })
  .meta({
    id: 'RunPlan',
    description: 'The settings of one run, from the config. Durations in milliseconds.',
  });
/** The settings of one run, from the config. Durations in milliseconds. */
export type RunPlan = z.output<typeof RunPlanSchema>;

const StepDecisionSchema = z
  .strictObject({
    /** The key that the step gave to the approval. */
    key: z.string(),
    /** The id of the request. */
    requestId: z.string(),
    /** How it ended. Only `approved` allows the action. */
    status: z.enum(['approved', 'answered', 'rejected', 'expired', 'cancelled']),
    /** Who decided: a person, or the policy, the fallback, the system. */
    by: z.string().optional(),
    /** The reason of a rejection. */
    reason: z.string().optional(),
    /** Set where a person changed the arguments: do it with `context`, not as requested. */
    edited: z.literal(true).optional().meta({
      description: 'Set where a person changed the arguments: do it with `context`, not as requested.',
    }),
    /** The changed arguments. Set only if they were edited. */
    context: JsonObjectSchema.optional().meta({
      description: 'The changed arguments. Set only if they were edited.',
    }),
    /** The changed arguments did not fit into the record of the run. Read them from the request. */
    contextOmitted: z.literal(true).optional().meta({
      description:
        'The changed arguments did not fit into the record of the run. Read them from the request.',
    }),
    /** The notes of the people who approved. */
    note: z.string().optional().meta({ description: 'The notes of the people who approved.' }),
    /** The answer to the response form. */
    answer: FormAnswerSchema.optional().meta({ description: 'The answer to the response form.' }),
    /** What a person answered instead of approving. */
    answerText: z.string().optional().meta({ description: 'What a person answered instead of approving.' }),
    /** For a model: what was decided, and what to do about it. */
    message: z.string(),
  })
  .meta({ id: 'StepDecision', description: 'How an approval that a step asked for ended.' });
/** How an approval that a step asked for ended. */
export type StepDecision = z.output<typeof StepDecisionSchema>;

const RunApprovalSchema = z
  .strictObject({
    key: z.string(),
    id: z.string(),
    contentHash: z.string(),
    status: RequestStatusSchema,
    requestedInStep: z.int(),
    /** Set once the request has ended: what the next step gets. */
    decision: StepDecisionSchema.optional(),
    /** Whether a step has got the decision. */
    isReported: z.boolean(),
  })
  .meta({ id: 'RunApproval', description: 'An approval that the run asked for.' });
/** An approval that the run asked for. */
export type RunApproval = z.output<typeof RunApprovalSchema>;

const RunEscalationSchema = z
  .strictObject({
    id: z.string(),
    status: EscalationStatusSchema,
    /** The current level, or the last. */
    level: NamedLevelSchema,
    reason: z.string(),
    escalatedBy: z.string().optional(),
    startedAt: TimeSchema,
    endedAt: TimeSchema.optional(),
    resolution: ResolutionSchema.optional(),
  })
  .meta({ id: 'RunEscalation', description: 'An escalation of the run.' });
/** An escalation of the run. */
export type RunEscalation = z.output<typeof RunEscalationSchema>;

const RunEventSchema = z
  .strictObject({
    at: TimeSchema,
    what: z.enum(['step', 'report', 'failed_attempt']),
    /** The number of the step or the report. */
    number: z.int(),
    confidence: z.number().optional(),
    cost: z.number().optional(),
    durationMs: z.int().optional().meta({
      description:
        'Only for a step or a failed attempt: how long that attempt took, in milliseconds, with its wait for a free worker.',
    }),
    text: z.string().optional(),
    error: z.string().optional(),
    /** The triggers that fired. */
    fired: z.array(z.string()).optional(),
    /** Only for a report: identifies it if it is sent again. */
    attemptId: z.string().optional(),
  })
  .meta({ id: 'RunEvent', description: 'One step or report.' });
/** One step or report, for the timeline. The latest 100 are kept. */
export type RunEvent = z.output<typeof RunEventSchema>;

const RunEndSchema = z
  .strictObject({
    at: TimeSchema,
    by: z.enum(['agent', 'people', 'system']),
    name: z.string().optional(),
    reason: z.string().optional(),
    error: z.strictObject({ name: z.string(), message: z.string() }).optional(),
    /** The id of the attempt that ended the run: the same attempt by another transport gets the same answer. */
    attemptId: z.string().optional(),
  })
  .meta({ id: 'RunEnd', description: 'How and why a run ended.' });
/** How and why a run ended. */
export type RunEnd = z.output<typeof RunEndSchema>;

const recordFields = {
  id: z.string(),
  kind: z.literal('run'),
  /** `hosted`: a worker runs the agent. `attached`: the agent runs elsewhere and reports. */
  form: z.enum(['hosted', 'attached']),
  status: RunStatusSchema,
  /** The agent of the config, of a hosted run. */
  agent: z.string().optional(),
  input: z.unknown().optional(),
  /** The person on whose behalf the agent runs. This person may not approve what the run asks for. */
  requesterId: z.string().optional(),
  startedAt: TimeSchema,
  plan: RunPlanSchema.optional(),
  /** The state that the last step of a hosted run returned. */
  state: z.unknown().optional(),
  output: z.unknown().optional(),
  totals: z.strictObject({ steps: z.int(), reports: z.int(), errors: z.number(), cost: z.number() }),
  /** How long the run has waited for people, in milliseconds, without a wait that has not ended: see `waitingSince`. */
  waitedMs: z.number(),
  waitingSince: TimeSchema.optional(),
  /** When the agent of an attached run last reported, or the people it waited for last acted. */
  lastActivityAt: TimeSchema,
  approvals: z.array(RunApprovalSchema),
  escalations: z.array(RunEscalationSchema),
  events: z.array(RunEventSchema),
  /** The modification for the next step, and in `later` those for the steps after it. */
  guidance: z.strictObject({ value: z.unknown(), later: z.array(z.unknown()).optional() }).optional(),
  memory: TriggerMemorySchema,
  /** The triggers of the open escalation, with their latest values. */
  openTriggers: z.record(z.string(), z.number().nullable()).optional(),
  end: RunEndSchema.optional(),
};

/** Everything that is known of a run: the state of its workflow, the answer of its query, and its result. */
export type RunRecord = z.output<z.ZodObject<typeof recordFields>>;

export const RunViewSchema = z
  .strictObject({
    ...recordFields,
    unknown: UnknownFieldsSchema,
  })
  .meta({ id: 'Run', description: 'Everything that is known of an agent run.' });
/** An agent run, as far as it is known. */
export type RunView = z.output<typeof RunViewSchema>;

export const StartedRunSchema = z
  .strictObject({
    id: z.string(),
    agent: z.string(),
    status: RunStatusSchema,
    created: z.boolean().meta({
      description:
        'False when this id was started before, for the same agent with the same input and requester.',
    }),
  })
  .meta({ id: 'StartedRun', description: 'The run that was started, or that already had the id.' });
/** The run that was started, or that already had the id. */
export type StartedRun = z.output<typeof StartedRunSchema>;

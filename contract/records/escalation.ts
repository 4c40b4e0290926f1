import { z } from 'zod';
import { FiredTriggerSchema } from './check';
import {
  EscalationStatusSchema,
  NamedLevelSchema,
  TimeSchema,
  TransportSchema,
  VerdictOutcomeSchema,
  UnknownFieldsSchema,
} from './values';

export const FinallySchema = z.enum(['abort', 'continue', 'wait']).meta({
  id: 'Finally',
  description: 'What happens when the ladder has ended and the escalation was not acknowledged.',
});

export const PlannedRungSchema = z
  .strictObject({
    level: NamedLevelSchema,
    assignees: z.array(z.string()),
    acknowledgeWithin: z.int(),
    resolveWithin: z.int(),
    remindEvery: z.int().optional(),
  })
  .meta({ id: 'PlannedRung', description: 'A level that has assignees. Durations in milliseconds.' });
/** A level that has assignees. Durations in milliseconds. */
export type PlannedRung = z.output<typeof PlannedRungSchema>;

const LadderPlanSchema = z
  .strictObject({
    configDigest: z.string(),
    /** The levels that have assignees, lowest first. */
    rungs: z.array(PlannedRungSchema),
    repeat: z.int(),
    finally: FinallySchema,
    /** Who may cancel the escalation, besides its run. */
    operators: z.array(z.string()),
    /** Set where attempts count only with a signature by a key of the config. */
    signed: z.literal(true).optional(),
    /** Set where the config has channels: people are notified. */
    notify: z.literal(true).optional(),
    /** The people of each entry that is a team, and of each name that was assigned by hand. */
    teams: z.record(z.string(), z.array(z.string())),
    /** The entries that the directory has not answered for yet. Absent unless the directory is a function. */
    unresolved: z.array(z.string()).optional(),
  })
  .meta({
    id: 'LadderPlan',
    description: 'The ladder of one escalation, fixed with the digest of the config that made it.',
  });
/** The ladder of one escalation, fixed with the digest of the config that made it. */
export type LadderPlan = z.output<typeof LadderPlanSchema>;

const ResolutionActionSchema = z
  .enum(['continue', 'abort', 'modify'])
  .meta({ id: 'ResolutionAction', description: 'What the run does after the resolution.' });
/** What the run does after the resolution. */
export type ResolutionAction = z.output<typeof ResolutionActionSchema>;

const level = NamedLevelSchema;
const by = z.string();
const reason = z.string();
/** Where attempts must be signed: the key of the signature. */
const signed = { keyId: z.string().optional() };
/** `more`: how many assignees are not listed. */
const people = { assignees: z.array(z.string()), more: z.int().optional() };
const again = { reason, by: by.optional(), triggers: z.array(z.string()).optional() };

function event<What extends string, Shape extends z.ZodRawShape>(what: What, shape: Shape) {
  return z.strictObject({ what: z.literal(what), at: TimeSchema, ...shape });
}

const EscalationEventSchema = z
  .discriminatedUnion('what', [
    event('opened', { level, reason }),
    event('skipped', { level }),
    event('notified', { level, ...people }),
    event('reminded', { level }),
    event('acknowledged', { by, level, notes: z.string().optional(), ...signed }),
    event('lapsed', { by, level }),
    // Without `by`: the escalation was not acknowledged in time.
    event('promoted', { from: level, to: level, by: by.optional(), reason: reason.optional(), ...signed }),
    event('repeated', { round: z.int(), level }),
    // The run escalated again while this was open. At a higher level the escalation rises, else the reason is added.
    event('raised', { from: level, to: level, ...again }),
    event('added', { level, ...again }),
    event('reassigned', { by, ...people, level, reason: reason.optional(), ...signed }),
    // The ladder has ended, and the escalation was not acknowledged.
    event('finally', { action: FinallySchema }),
    event('resolved', { by, action: ResolutionActionSchema, resolution: z.string(), ...signed }),
    event('cancelled', { by, reason: reason.optional() }),
    // There were too many events: this many after this one were not kept.
    event('omitted', { count: z.int() }),
  ])
  .meta({
    id: 'EscalationEvent',
    description:
      'One event of an escalation. Long texts and lists are cut: the history of the workflow in Temporal has all of them.',
  });
/** One event of an escalation. Long texts and lists are cut: the history of the workflow in Temporal has all of them. */
export type EscalationEvent = z.output<typeof EscalationEventSchema>;

export const ResolutionSchema = z
  .strictObject({
    action: ResolutionActionSchema,
    resolution: z.string(),
    /** The person, or `finally` when the ladder ended without an acknowledgement. */
    resolvedBy: z.string(),
    by: z.enum(['people', 'system']),
    at: TimeSchema,
    modification: z.unknown().optional(),
    decisionId: z.string().optional(),
    attemptId: z.string().optional(),
    transport: TransportSchema.optional(),
    via: z.string().optional(),
    /** Where attempts must be signed: the key of the signature. */
    keyId: z.string().optional(),
  })
  .meta({ id: 'Resolution', description: 'How an escalation was resolved.' });
/** How an escalation was resolved. */
export type Resolution = z.output<typeof ResolutionSchema>;

export const EscalationCancelledSchema = z
  .strictObject({
    at: TimeSchema,
    by: z.enum(['run', 'operator', 'system']),
    name: z.string().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'EscalationCancelled', description: 'Who cancelled an escalation, and why.' });

const ATTEMPTS = ['acknowledge', 'resolve', 'promote', 'reassign', 'cancel'] as const;
const attemptIds = {
  attemptId: z.string().optional(),
  decisionId: z.string().optional(),
  /** With a `decisionId`: the digest of what the attempt contains. */
  content: z.string().optional(),
  /** Where attempts must be signed: the key of the signature that a worker checked. */
  keyId: z.string().optional(),
};

const EscalationRefusalSchema = z
  .strictObject({
    at: TimeSchema,
    transport: TransportSchema,
    attempt: z.enum([...ATTEMPTS, 'unreadable']),
    by: z.string().optional(),
    outcome: VerdictOutcomeSchema,
    message: z.string(),
    ...attemptIds,
    via: z.string().optional(),
  })
  .meta({
    id: 'EscalationRefusal',
    description: 'An attempt that was refused while the escalation was open.',
  });
/** An attempt that was refused while the escalation was open. */
export type EscalationRefusal = z.output<typeof EscalationRefusalSchema>;

const AcceptedAttemptSchema = z
  .strictObject({ at: TimeSchema, by: z.string(), what: z.enum(ATTEMPTS), ...attemptIds })
  .meta({
    id: 'AcceptedAttempt',
    description: 'An attempt that was accepted, kept to recognise it if it is sent again.',
  });
/** An attempt that was accepted, kept to recognise it if it is sent again. */
export type AcceptedAttempt = z.output<typeof AcceptedAttemptSchema>;

const recordFields = {
  id: z.string(),
  kind: z.literal('escalation'),
  status: EscalationStatusSchema,
  /** The agent run, or the request, that the escalation is about. */
  runId: z.string(),
  /** Set when an expired request escalated. */
  requestId: z.string().optional(),
  /** The current level. The level that was asked for may have no assignees. */
  level: NamedLevelSchema,
  /** The level at which the escalation began. */
  startLevel: NamedLevelSchema,
  reason: z.string(),
  triggers: z.array(FiredTriggerSchema),
  /** The person or agent that escalated, if it was not a trigger. */
  escalatedBy: z.string().optional(),
  /** What the agent reported, for the person who resolves the escalation. */
  context: z.record(z.string(), z.unknown()).optional(),
  startedAt: TimeSchema,
  plan: LadderPlanSchema.optional(),
  /** The assignees of the current level, or the people who replaced them. */
  assignees: z.array(z.string()),
  /** The latest people who were assigned by hand, at any level. They may still resolve the escalation. */
  reassigned: z.array(z.string()),
  acknowledgedBy: z.string().optional(),
  acknowledgedAt: TimeSchema.optional(),
  /** How often the ladder has been repeated, from 0. */
  round: z.int(),
  /** When the current deadline passes. Absent when none is set. */
  dueAt: TimeSchema.optional(),
  /** When the assignees get the next reminder. Absent when none is planned. */
  remindAt: TimeSchema.optional(),
  /** Oldest first. */
  history: z.array(EscalationEventSchema),
  refused: z.array(EscalationRefusalSchema),
  refusedCount: z.int(),
  /** How often the run escalated again while this escalation was open. */
  raiseCount: z.int(),
  /** The latest accepted attempts that had an id. */
  accepted: z.array(AcceptedAttemptSchema).optional(),
  resolution: ResolutionSchema.optional(),
  /** Set when the escalation was cancelled. */
  cancelled: EscalationCancelledSchema.optional(),
};

/** Everything that is known of an escalation: the state of its workflow, the answer of its query, and its result. */
export type EscalationRecord = z.output<z.ZodObject<typeof recordFields>>;

export const EscalationViewSchema = z
  .strictObject({
    ...recordFields,
    unknown: UnknownFieldsSchema,
  })
  .meta({ id: 'Escalation', description: 'Everything that is known of an escalation.' });
/** An escalation, as far as it is known. */
export type EscalationView = z.output<typeof EscalationViewSchema>;

export const EscalatedSchema = z
  .discriminatedUnion('queued', [
    z.strictObject({
      queued: z.literal(false),
      runId: z.string(),
      escalationId: z.string(),
      /** False: an escalation was already open. It was raised, or the reason was added to it. */
      opened: z.boolean(),
      /** The current level: the one asked for, or the next that has assignees, or a higher one that was reached before. */
      level: NamedLevelSchema,
    }),
    // No worker answered in time. The message is stored, and the escalation is opened when a worker is back.
    z.strictObject({ queued: z.literal(true), runId: z.string(), level: NamedLevelSchema }),
  ])
  .meta({
    id: 'Escalated',
    description:
      "The run's one open escalation. `queued: true`: no worker answered in time, and it is opened when one is back.",
  });
/** The result of escalating: the run's one open escalation, or `queued` when no worker answered in time. */
export type Escalated = z.output<typeof EscalatedSchema>;

import { z } from 'zod';
import type { Evidence } from '../evidence';
import { DECISION_KINDS, EVIDENCE_KINDS } from '../names';
import { FormAnswerSchema, ResponseFormSchema } from '../response-form';
import { NeededSchema, PlanSchema } from './plan';
import { UseRecordSchema } from './use';
import {
  DecisionKindSchema,
  JsonObjectSchema,
  JsonSchema,
  RequestKindSchema,
  RequestStatusSchema,
  TimeSchema,
  TransportSchema,
  VerdictOutcomeSchema,
  UnknownFieldsSchema,
} from './values';

const attemptFields = {
  at: TimeSchema,
  transport: TransportSchema,
  decisionId: z.string().optional(),
  attemptId: z.string().optional(),
  /** The tool that the attempt came from, as that tool says. */
  via: z.string().optional(),
  keyId: z
    .string()
    .optional()
    .meta({ description: 'Where decisions must be signed: the key of the signature that a worker checked.' }),
};

const DecisionRecordSchema = z
  .strictObject({
    ...attemptFields,
    decision: DecisionKindSchema,
    decidedBy: z.string(),
    stage: z.int(),
    notes: z.string().optional(),
    reason: z.string().optional(),
    text: z.string().optional().meta({ description: 'What the person answered instead of approving.' }),
    answer: FormAnswerSchema.optional(),
    revision: z.int().optional().meta({
      description: 'The revision of the content that was decided, or that the edit made. Absent: the first.',
    }),
    void: z.string().optional().meta({
      description:
        'Why the decision no longer counts: the person left the team or changed the approval into a rejection, or the content was edited.',
    }),
    cutTexts: z.string().optional().meta({
      description:
        'Set where notes or reason were cut, because all of them together were too long: the digest of the full texts.',
    }),
  })
  .meta({ id: 'Decision', description: 'A decision that was accepted.' });
/** A decision that was accepted. */
export type DecisionRecord = z.output<typeof DecisionRecordSchema>;

const RefusalRecordSchema = z
  .strictObject({
    ...attemptFields,
    attempt: z.enum([...DECISION_KINDS, 'cancel', 'comment', 'unreadable']),
    by: z.string().optional(),
    outcome: VerdictOutcomeSchema,
    message: z.string(),
  })
  .meta({ id: 'Refusal', description: 'An attempt that was refused while the request was open.' });
/** An attempt that was refused while the request was open. */
export type RefusalRecord = z.output<typeof RefusalRecordSchema>;

/** The content is JSON of any depth: see `JsonSchema`. */
export const EvidenceRecordSchema = z
  .strictObject({ kind: z.enum(EVIDENCE_KINDS), title: z.string(), content: JsonSchema })
  .meta({
    id: 'Evidence',
    description: 'What supports a request: a text, a diff, a table, JSON, an image or a link.',
  }) as unknown as z.ZodType<Evidence>;

const PatchSchema = z
  .array(
    z.discriminatedUnion('op', [
      z.strictObject({ op: z.enum(['add', 'replace']), path: z.string(), value: JsonSchema }),
      z.strictObject({ op: z.literal('remove'), path: z.string() }),
    ]),
  )
  .meta({ id: 'JsonPatch', description: 'The changes of an edit, as a JSON Patch (RFC 6902).' });
/** The changes of an edit, as a JSON Patch (RFC 6902). */
export type JsonPatch = z.output<typeof PatchSchema>;

const RevisionRecordSchema = z
  .strictObject({
    revision: z.int().meta({ description: 'From 2: the first revision is what was requested.' }),
    at: TimeSchema,
    by: z.string(),
    contentHash: z.string(),
    patch: PatchSchema.meta({ description: 'The changes from the revision before to this one.' }),
  })
  .meta({ id: 'Revision', description: 'A version of the content that an edit made.' });
/** A version of the content that an edit made. */
export type RevisionRecord = z.output<typeof RevisionRecordSchema>;

export const CommentRecordSchema = z
  .strictObject({ ...attemptFields, by: z.string(), text: z.string() })
  .meta({ id: 'Comment', description: 'A comment on an open request. It decides nothing.' });
/** A comment on an open request. It decides nothing (design rule 27). */
export type CommentRecord = z.output<typeof CommentRecordSchema>;

const WrongValueRecordSchema = z
  .strictObject({ at: TimeSchema, by: z.string(), attemptId: z.string().optional() })
  .meta({
    id: 'WrongValue',
    description: 'A wrong value that a confirmer typed. The value itself is never kept.',
  });

const ConfirmationRecordSchema = z
  .strictObject({
    /** What the confirmer reads. */
    message: z.string(),
    /** People and teams; any one of them confirms. */
    confirmers: z.array(z.string()),
    /** The text that the confirmer must type. */
    confirmValue: z.string().optional(),
    expireAfter: z.int().meta({ description: 'How long the confirmer has, in milliseconds.' }),
  })
  .meta({
    id: 'Confirmation',
    description: 'The question of a confirmation, its confirmers, and the text to type.',
  });

const RequestEscalationSchema = z
  .strictObject({
    at: TimeSchema,
    /** Absent between the deadline and the start of the escalation's workflow. */
    id: z.string().optional(),
    /** How it was resolved. */
    action: z.enum(['continue', 'abort']).optional(),
    resolvedBy: z.string().optional(),
  })
  .meta({
    id: 'RequestEscalation',
    description: 'The escalation of a request whose deadline passed without a decision.',
  });

const EndRecordSchema = z
  .strictObject({
    status: z.enum(['approved', 'answered', 'rejected', 'expired', 'cancelled']),
    at: TimeSchema,
    by: z.enum(['people', 'policy', 'fallback', 'system', 'requester', 'run', 'operator']),
    /** The name of the person or the policy, if there is one. */
    name: z.string().optional(),
    reason: z.string().optional(),
    /** The id of the cancellation that ended the request: the same cancellation by another transport gets the same answer. */
    attemptId: z.string().optional(),
    error: z.strictObject({ name: z.string(), message: z.string() }).optional(),
  })
  .meta({ id: 'RequestEnd', description: 'How and why a request ended.' });
/** How and why a request ended. */
export type EndRecord = z.output<typeof EndRecordSchema>;

const recordFields = {
  id: z.string(),
  kind: RequestKindSchema,
  status: RequestStatusSchema,
  action: z.string(),
  resource: z.string().optional(),
  description: z.string().optional(),
  context: JsonObjectSchema.meta({ description: 'The arguments, as the last edit left them.' }),
  rationale: z.string().optional(),
  evidence: z.array(EvidenceRecordSchema).optional(),
  response: ResponseFormSchema.optional(),
  requesterId: z.string(),
  runId: z.string().optional(),
  /** Only for a confirmation: the question, the confirmers, and the text to type. */
  confirmation: ConfirmationRecordSchema.optional(),
  requestedAt: TimeSchema,
  expiresAt: TimeSchema.optional(),
  /** Absent until a worker has evaluated the policies. */
  plan: PlanSchema.optional(),
  /** The stage that is open, or was open at the end. */
  stage: z.int().optional(),
  /** Set once the content was edited: the number of the current revision, from 2. */
  revision: z.int().optional(),
  /** Set once the content was edited: what was requested. */
  original: z.strictObject({ context: JsonObjectSchema, contentHash: z.string() }).optional(),
  /** One for each edit, oldest first. */
  revisions: z.array(RevisionRecordSchema).optional(),
  needed: z.array(NeededSchema),
  decisions: z.array(DecisionRecordSchema),
  comments: z.array(CommentRecordSchema).optional(),
  /** The first 100 refused attempts. */
  refused: z.array(RefusalRecordSchema),
  /** The number of all refused attempts. */
  refusedCount: z.int(),
  /** The wrong values that count, of a confirmation that needs a typed value; at most `MAX_WRONG_VALUES`. */
  wrongValues: z.array(WrongValueRecordSchema).optional(),
  /** People who have left a team since the plan was made, by team. */
  formerMembers: z.record(z.string(), z.array(z.string())),
  /** Set once the deadline has escalated the request (design rule 6). */
  escalation: RequestEscalationSchema.optional(),
  end: EndRecordSchema.optional(),
  /** The answer to the response form that came with the last approval, or with the response that ended the request. */
  answer: FormAnswerSchema.optional(),
  /** What a person answered instead of approving, with status `answered`. */
  answerText: z.string().optional(),
  /** The reason of the rejection that ended the request. */
  rejectionReason: z.string().optional(),
};

/**
 * Everything that is known of a request: the state of its workflow, the answer of its query, and its result. Years
 * later it still says who decided what and why (design rule 17).
 */
export type RequestRecord = z.output<z.ZodObject<typeof recordFields>>;

export const RequestViewSchema = z
  .strictObject({
    ...recordFields,
    /** The people and teams of the open stage, when nothing else is known of the plan. */
    approvers: z.array(z.string()).optional(),
    use: UseRecordSchema.optional().meta({
      description: 'Only for an approved request: its latest claim. Absent while nobody has claimed it.',
    }),
    earlierUses: z.array(UseRecordSchema).optional().meta({
      description:
        'The claims before the latest one, oldest first. Each was released. Absent if there are none.',
    }),
    archivedAt: TimeSchema.optional().meta({
      description:
        'Only for a request that Temporal no longer has: when its record was stored in the audit log, from which it comes.',
    }),
    unknown: UnknownFieldsSchema,
  })
  .meta({ id: 'Request', description: 'Everything that is known of a request.' });
/** A request, as far as it is known. */
export type RequestView = z.output<typeof RequestViewSchema>;

export const RequestedApprovalSchema = z
  .strictObject({
    id: z.string(),
    status: RequestStatusSchema,
    created: z
      .boolean()
      .meta({ description: 'False when the same content was requested before with this id.' }),
    contentHash: z.string().meta({
      description: 'The digest of what is decided. A decision can name it as `expected.contentHash`.',
    }),
  })
  .meta({ id: 'RequestedApproval', description: 'The request that was made, or that already had the id.' });
/** The request that was made, or that already had the id. */
export type RequestedApproval = z.output<typeof RequestedApprovalSchema>;

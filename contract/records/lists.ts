import { z } from 'zod';
import { EscalationCancelledSchema, ResolutionSchema } from './escalation';
import {
  EscalationStatusSchema,
  NamedLevelSchema,
  RequestKindSchema,
  RequestStatusSchema,
  RunStatusSchema,
  SeveritySchema,
  TimeSchema,
} from './values';

/*
 * Lists, and their rows. A row contains what Temporal's search attributes and memo contain, without asking a worker.
 */

const unreadable = z.string().optional().meta({
  description:
    'Which data in Temporal cannot be decoded, and why. The fields that depend on it are absent or empty.',
});

/** For a row that lists only some of the people who are asked. */
const isIncomplete = z.literal(true).optional().meta({
  description: 'The list does not name everyone who is asked. Read the item by its id to get all names.',
});

/** A page of a list. */
function listOf<Item extends z.ZodType>(item: Item, id: string) {
  return pageOf(item).meta({ id });
}

function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    nextCursor: z.string().optional().meta({
      description: 'Absent on the last page. A page can be short or empty and not be the last.',
    }),
  });
}

/** A page of a list. */
export interface ListPage<Item> {
  items: Item[];
  /** Absent on the last page. A page can be short or empty and not be the last. */
  nextCursor?: string;
}

export const RequestItemSchema = z
  .strictObject({
    id: z.string(),
    kind: RequestKindSchema,
    status: RequestStatusSchema,
    action: z.string(),
    resource: z.string().optional(),
    /** A long description is cut. */
    description: z.string().optional(),
    /** Only for a confirmation: what the confirmer reads. A long message is cut. */
    message: z.string().optional(),
    requesterId: z.string(),
    runId: z.string().optional(),
    requestedAt: TimeSchema,
    /** Absent until a worker has planned the request. */
    expiresAt: TimeSchema.optional(),
    /** The people and teams of the stage that is open, or was open at the end. Absent until a worker has planned it. */
    approvers: z.array(z.string()).optional(),
    /** Absent if no policy sets one, and until a worker has planned the request. */
    severity: SeveritySchema.optional(),
    /** The policies that require something. Absent if there are none, and until a worker has planned the request. */
    policies: z.array(z.string()).optional(),
    policiesIncomplete: z.literal(true).optional().meta({
      description:
        'The list does not name every policy that applies, so a list by policy can contain this request. Read it by its id.',
    }),
    bulk: z.literal(false).optional().meta({
      description:
        'A policy wants this request to be decided on its own, not together with others. Absent until a worker has planned the request.',
    }),
    contentHash: z.string().optional(),
    closedAt: TimeSchema.optional(),
    /** A list by approver can contain this request although the approver is not asked. */
    approversIncomplete: isIncomplete,
    archivedAt: TimeSchema.optional().meta({
      description:
        'Only for a request that Temporal no longer has: when its record was stored in the audit log, from which it comes.',
    }),
    unreadable,
  })
  .meta({ id: 'RequestItem', description: 'A row of a list of requests.' });
/** A row of a list of requests. Times are ISO 8601. */
export type RequestItem = z.output<typeof RequestItemSchema>;

export const SearchedSchema = z
  .strictObject({
    rows: z.number().meta({ description: 'How many requests or escalations were searched.' }),
    of: z
      .number()
      .meta({ description: 'About how many there are. If this is more than `rows`, not all were searched.' }),
    matches: z.number().optional().meta({
      description: 'About how many match, on all pages. Absent if it is not known.',
    }),
  })
  .meta({ id: 'Searched', description: 'The progress of a search by words.' });
/** The progress of a search by words. */
export type Searched = z.output<typeof SearchedSchema>;

const searched = SearchedSchema.optional().meta({ description: 'Only of a search by words.' });

export const RecordedSchema = z
  .strictObject({
    until: TimeSchema.optional().meta({
      description:
        'The log was searched back to what ended about then; the next page goes on. Absent: all of it was searched.',
    }),
    problem: z.string().optional().meta({ description: 'Why the log could not be searched.' }),
  })
  .meta({ id: 'Recorded', description: 'How far the audit log was searched for this page.' });
/** How far the audit log was searched for a page. */
export type Recorded = z.output<typeof RecordedSchema>;

export const RequestListSchema = pageOf(RequestItemSchema)
  .extend({
    searched,
    recorded: RecordedSchema.optional().meta({
      description:
        'Only of a page for which the audit log was searched: a search or a list of ended requests.',
    }),
  })
  .meta({ id: 'RequestList' });

const escalationFields = {
  id: z.string(),
  kind: z.literal('escalation'),
  status: EscalationStatusSchema,
  /** The current level, or the last. */
  level: NamedLevelSchema,
  reason: z.string(),
  startedAt: TimeSchema,
};

export const EscalationItemSchema = z
  .strictObject({
    ...escalationFields,
    runId: z.string(),
    /** The request that expired, if the escalation is about one. */
    requestId: z.string().optional(),
    /** The current assignees, or the last. Absent until a worker has planned the escalation. */
    assignees: z.array(z.string()).optional(),
    /** When the current deadline passes. Absent when none is set. */
    dueAt: TimeSchema.optional(),
    closedAt: TimeSchema.optional(),
    /** A list by assignee can contain this escalation although it is not assigned to that person. */
    assigneesIncomplete: isIncomplete,
    unreadable,
  })
  .meta({ id: 'EscalationItem', description: 'A row of a list of escalations.' });
/** A row of a list of escalations. Times are ISO 8601. A long reason is cut. */
export type EscalationItem = z.output<typeof EscalationItemSchema>;

export const EscalationListSchema = pageOf(EscalationItemSchema)
  .extend({ searched })
  .meta({ id: 'EscalationList' });

const PromotionSchema = z
  .strictObject({
    at: TimeSchema,
    from: NamedLevelSchema,
    to: NamedLevelSchema,
    by: z.string().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'Promotion', description: 'A move to a higher level. Without `by`: a deadline passed.' });

export const HistoryItemSchema = z
  .strictObject({
    ...escalationFields,
    /** The level at which the escalation began. */
    startLevel: NamedLevelSchema.optional(),
    /** The person or agent that escalated, if it was not a trigger. */
    escalatedBy: z.string().optional(),
    /** The names of the triggers that fired. */
    triggers: z.array(z.string()),
    endedAt: TimeSchema.optional(),
    /** The last person who acknowledged. The person who resolved is in `resolution`. */
    acknowledgedBy: z.string().optional(),
    acknowledgedAt: TimeSchema.optional(),
    /** Every move to a higher level: by a deadline, by a person, or because the run escalated again at a higher level. */
    promotions: z.array(PromotionSchema),
    resolution: ResolutionSchema.optional(),
    /** Set when the escalation was cancelled. */
    cancelled: EscalationCancelledSchema.optional(),
    /** The fields that are unknown, because no worker answered or Temporal no longer keeps them. */
    unknown: z.array(z.string()).optional(),
  })
  .meta({ id: 'HistoryItem', description: 'One escalation of a run, as far as it got.' });
/** One escalation of a run, as far as it got. Times are ISO 8601. */
export type HistoryItem = z.output<typeof HistoryItemSchema>;

export const HistorySchema = listOf(HistoryItemSchema, 'History');

export const RunItemSchema = z
  .strictObject({
    id: z.string(),
    kind: z.literal('run'),
    status: RunStatusSchema,
    form: z.enum(['hosted', 'attached']),
    /** Only for a hosted run. */
    agent: z.string().optional(),
    requesterId: z.string().optional(),
    startedAt: TimeSchema,
    closedAt: TimeSchema.optional(),
    unreadable,
  })
  .meta({ id: 'RunItem', description: 'A row of a list of runs.' });
/** A row of a list of runs. Times are ISO 8601. */
export type RunItem = z.output<typeof RunItemSchema>;

export const RunListSchema = listOf(RunItemSchema, 'RunList');

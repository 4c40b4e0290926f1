import { z } from 'zod';
import { AuditAnchorSchema } from '../audit';
import { NOTIFICATION_EVENTS } from '../names';
import { EscalationViewSchema } from './escalation';
import { CommentRecordSchema, RequestViewSchema } from './request';
import { UseRecordSchema } from './use';
import { TimeSchema } from './values';

/** The record, without what is known only in a view. Parts that are too large are left out. */
const RecordSchema = RequestViewSchema.omit({
  approvers: true,
  use: true,
  earlierUses: true,
  archivedAt: true,
  unknown: true,
}).partial();

/** The body of a webhook. */
export const WebhookBodySchema = z.strictObject({
  type: z.templateLiteral([z.enum(['request', 'escalation']), '.', z.enum(NOTIFICATION_EVENTS)]),
  /** When it was sent. */
  timestamp: TimeSchema,
  data: z.strictObject({
    /** All attempts to send a message have the same id. */
    messageId: z.string(),
    /** The id of the request or escalation. */
    id: z.string(),
    title: z.string(),
    link: z.string().optional(),
    request: RecordSchema.optional(),
    escalation: EscalationViewSchema.omit({ unknown: true }).partial().optional(),
    /** The comment that the event is about. */
    comment: CommentRecordSchema.optional(),
    /** The claim that the event is about, without the attempt of the claim, which allows a program to report. */
    use: UseRecordSchema.pick({
      claimedBy: true,
      claimedAt: true,
      outcome: true,
      reference: true,
      detail: true,
      reportedAt: true,
    }).optional(),
    /** What is left out because the body would be too large. */
    omitted: z.array(z.string()).optional(),
  }),
});
/** The body of a webhook. */
export type WebhookBody = z.output<typeof WebhookBodySchema>;

/** The signed head of the audit log: `hitl audit verify --anchor SEQ:HASH` finds whether the log still has it. */
const WebhookAnchorSchema = AuditAnchorSchema.omit({ sent: true });
export type WebhookAnchor = z.output<typeof WebhookAnchorSchema>;

/** The body of a webhook about an anchor of the audit log. */
export const AnchoredWebhookBodySchema = z.strictObject({
  type: z.literal('audit.anchored'),
  /** When it was sent. */
  timestamp: TimeSchema,
  data: z.strictObject({
    /** All attempts to send a message have the same id. */
    messageId: z.string(),
    title: z.string(),
    anchor: WebhookAnchorSchema,
  }),
});
/** The body of a webhook about an anchor of the audit log. */
export type AnchoredWebhookBody = z.output<typeof AnchoredWebhookBodySchema>;

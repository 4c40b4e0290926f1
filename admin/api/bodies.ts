import { z } from '@hono/zod-openapi';
import { CommentMessageSchema, DecisionMessageSchema } from '../../contract/decision';
import { LIMITS } from '../../contract/limits';
import { DECISION_KINDS } from '../../contract/names';
import { EvidenceRecordSchema } from '../../contract/records/request';
import { JsonObjectSchema } from '../../contract/records/values';
import { RequestContentSchema } from '../../contract/request';
import { NameSchema } from '../../contract/text';
import { OutcomeMessageSchema, UseStartSchema } from '../../contract/use';

const { action, resource, description, rationale, response, requesterId, runId } = RequestContentSchema.shape;

export const RequestBody = z
  .strictObject({
    id: NameSchema.optional().openapi({
      description: 'Sending the same id again does not make a second request.',
    }),
    action,
    resource,
    description,
    context: JsonObjectSchema.optional().meta({
      description: 'The exact arguments: what was shown is what is approved. At most 256 KB.',
    }),
    rationale,
    evidence: z
      .array(EvidenceRecordSchema)
      .max(LIMITS.evidenceItems, `has more than ${LIMITS.evidenceItems} items`)
      .optional()
      .meta({ description: 'What supports the request. At most 512 KB in all.' }),
    response: response.meta({ description: 'A form that the person answers beside the decision.' }),
    requesterId: requesterId.optional().openapi({
      description:
        'Default: the sender. A person can name only themselves. A program names the person it works for.',
    }),
    runId,
  })
  .openapi('RequestBody');

export const DryRunBody = RequestBody.omit({ id: true }).openapi('DryRunBody', {
  description: 'The request to try. `requesterId` can name any person.',
});

const { notes, reason, confirm, expected, text, answer } = DecisionMessageSchema.shape;

const decisionFields = { notes, reason, confirm, expected, answer };

export const DecisionBody = z
  .strictObject({
    decision: z.enum(DECISION_KINDS),
    ...decisionFields,
    context: JsonObjectSchema.optional().meta({
      description: 'Only for an edit: the whole new context. `expected.contentHash` is then required.',
    }),
    text: text.meta({ description: 'Only for a response: what the agent should know.' }),
  })
  .openapi('DecisionBody', {
    description: 'The sender is the person who decides. `expected` names what the person was shown.',
  });

export const CommentBody = z
  .strictObject({ text: CommentMessageSchema.shape.text })
  .openapi('CommentBody', { description: 'The sender is the person who comments.' });

const SEND_HASH = 'is required: send the contentHash from the list or from the request';

/** Several requests are decided from a list, so each item must say what the list showed (design rule 28). */
const ListedExpectedSchema = z.strictObject(
  {
    stage: z.int().positive().optional(),
    contentHash: z.string({ error: SEND_HASH }).min(1, SEND_HASH).max(100).openapi({
      description: '`contentHash` of the row in the list, or `plan.contentHash` of the request.',
    }),
  },
  {
    error: (issue) =>
      issue.input === undefined
        ? 'is required: send { "contentHash": … } with the value from the list'
        : undefined,
  },
);

export const DecisionsBody = z
  .strictObject({
    decisions: z
      .array(
        z.strictObject({
          id: NameSchema,
          decision: z.enum(['approve', 'reject']),
          decisionId: NameSchema.optional(),
          ...decisionFields,
          expected: ListedExpectedSchema,
        }),
      )
      .min(1, 'must contain at least one decision')
      .max(LIMITS.decisionsAtOnce, `must contain at most ${LIMITS.decisionsAtOnce} decisions`),
  })
  .openapi('DecisionsBody');

export const ReasonBody = z.strictObject({ reason }).openapi('ReasonBody');

const { attemptId, contentHash } = UseStartSchema.shape;

export const ClaimBody = z
  .strictObject({
    claimedBy: NameSchema.optional().openapi({
      description: 'Default: the sender. A person can name only themselves.',
    }),
    contentHash: contentHash.optional().openapi({
      description:
        '`plan.contentHash` of the request that you read. If it was edited since, the answer is `changed`.',
    }),
    attemptId: attemptId.optional().openapi({
      description:
        'Tells a retry from another claimer: while no outcome is reported, the same attempt gets `claimed` again. Default: a new one, which the answer has as `use.attemptId`.',
    }),
  })
  .openapi('ClaimBody');

const { outcome, reference, detail } = OutcomeMessageSchema.shape;

export const OutcomeBody = z
  .strictObject({
    outcome,
    attemptId: attemptId.meta({ description: '`use.attemptId` of the claim.' }),
    reference,
    detail,
  })
  .openapi('OutcomeBody');

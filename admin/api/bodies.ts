import { z } from '@hono/zod-openapi';
import { DecisionMessageSchema } from '../../contract/decision';
import { LIMITS } from '../../contract/limits';
import { RequestContentSchema } from '../../contract/request';
import { NameSchema } from '../../contract/text';
import { JsonObjectSchema } from './answers/values';

const { action, resource, description, requesterId, runId } = RequestContentSchema.shape;

export const RequestBody = z
  .strictObject({
    id: NameSchema.optional().openapi({ description: 'The same id again is the same request.' }),
    action,
    resource,
    description,
    context: JsonObjectSchema.optional().openapi({
      description: 'The exact arguments: what is approved is what was shown. At most 256 KB.',
    }),
    requesterId: requesterId.optional().openapi({
      description: 'Default: whoever sends it. A person names nobody else; a program whoever it works for.',
    }),
    runId,
  })
  .openapi('RequestBody');

export const DryRunBody = RequestBody.omit({ id: true }).openapi('DryRunBody', {
  description: 'A request as it would be made, by whomever `requesterId` names.',
});

const { notes, reason, confirm, expected } = DecisionMessageSchema.shape;

const decisionFields = { decision: z.enum(['approve', 'reject']), notes, reason, confirm, expected };

export const DecisionBody = z.strictObject(decisionFields).openapi('DecisionBody', {
  description: 'Who decides is whoever sends it. `expected` names what was looked at.',
});

const SEND_HASH = 'is required: send the contentHash that the list, or the request itself, showed';

/** Several are decided from a list, so that each item must say what the list showed (design rule 28). */
const ListedExpectedSchema = z.strictObject(
  {
    stage: z.int().positive().optional(),
    contentHash: z.string({ error: SEND_HASH }).min(1, SEND_HASH).max(100).openapi({
      description: '`contentHash` of the item of the list, or `plan.contentHash` of the request.',
    }),
  },
  {
    error: (issue) =>
      issue.input === undefined ? 'is required: send { "contentHash": … }, as the list showed it' : undefined,
  },
);

export const DecisionsBody = z
  .strictObject({
    decisions: z
      .array(
        z.strictObject({
          id: NameSchema,
          decisionId: NameSchema.optional(),
          ...decisionFields,
          expected: ListedExpectedSchema,
        }),
      )
      .min(1, 'decides nothing')
      .max(LIMITS.decisionsAtOnce, `holds more than ${LIMITS.decisionsAtOnce}`),
  })
  .openapi('DecisionsBody');

export const ReasonBody = z.strictObject({ reason }).openapi('ReasonBody');

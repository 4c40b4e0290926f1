import { z } from '@hono/zod-openapi';
import { EscalateSchema } from '../../../contract/run';
import { NameSchema } from '../../../contract/text';
import { JsonObjectSchema, JsonSchema } from '../answers/json';

const requesterId = NameSchema.optional().openapi({
  description: 'Default: whoever sends it. A person names nobody else; a program whoever it works for.',
});

export const RunBody = z
  .strictObject({
    agent: NameSchema,
    input: JsonSchema.optional(),
    id: NameSchema.optional().openapi({ description: 'The same id again is the same run.' }),
    requesterId,
  })
  .openapi('RunBody');

export const ReportBody = z
  .strictObject({
    context: JsonObjectSchema.openapi({ description: 'What the triggers look at. At most 256 KB.' }),
    escalate: z.boolean().optional(),
    reportId: NameSchema.optional().openapi({ description: 'The same report again counts once.' }),
    requesterId,
  })
  .openapi('ReportBody');

const { level, reason } = EscalateSchema.shape;

export const EscalateBody = z
  .strictObject({ level, reason, context: JsonObjectSchema.optional(), requesterId })
  .openapi('EscalateBody');

export const FinishBody = z.strictObject({ output: JsonSchema.optional() }).openapi('FinishBody');

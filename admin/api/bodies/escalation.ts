import { z } from '@hono/zod-openapi';
import {
  AcknowledgeSchema,
  PromoteSchema,
  ReassignSchema,
  ResolveSchema,
} from '../../../contract/escalation-messages';
import { JsonSchema } from '../answers/json';

export const AcknowledgeBody = z
  .strictObject({ notes: AcknowledgeSchema.shape.notes })
  .openapi('AcknowledgeBody');

const { action, resolution } = ResolveSchema.shape;

export const ResolutionBody = z
  .strictObject({
    action,
    resolution,
    modification: JsonSchema.optional().openapi({
      description: "With action 'modify', and only there: handed to the next step once. At most 48 KB.",
    }),
  })
  .openapi('ResolutionBody');

const { reason, expectedLevel } = PromoteSchema.shape;

export const PromoteBody = z.strictObject({ reason, expectedLevel }).openapi('PromoteBody');

export const ReassignBody = z
  .strictObject({ assignees: ReassignSchema.shape.assignees, reason })
  .openapi('ReassignBody');

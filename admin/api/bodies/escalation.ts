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

const { expectedLevel } = PromoteSchema.shape;
export const PromoteBody = z
  .strictObject({ reason: PromoteSchema.shape.reason, expectedLevel })
  .openapi('PromoteBody');

const { assignees } = ReassignSchema.shape;
export const ReassignBody = z
  .strictObject({ assignees, reason: ReassignSchema.shape.reason })
  .openapi('ReassignBody');

import { z } from '@hono/zod-openapi';
import {
  AcknowledgeSchema,
  PromoteSchema,
  ReassignSchema,
  ResolveSchema,
} from '../../../contract/escalation-messages';
import { JsonSchema } from '../answers/json';

export const AcknowledgeBody = AcknowledgeSchema.pick({ notes: true }).openapi('AcknowledgeBody');

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

export const PromoteBody = PromoteSchema.pick({ reason: true, expectedLevel: true }).openapi('PromoteBody');

export const ReassignBody = ReassignSchema.pick({ assignees: true, reason: true }).openapi('ReassignBody');

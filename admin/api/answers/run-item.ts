import { z } from '@hono/zod-openapi';
import { TimeSchema } from './json';
import { listOf, UnreadableSchema } from './list';
import { RunStatusSchema } from './words';

export const RunItemSchema = z
  .strictObject({
    id: z.string(),
    kind: z.literal('run'),
    status: RunStatusSchema,
    form: z.enum(['hosted', 'attached']),
    agent: z.string().optional(),
    requesterId: z.string().optional(),
    startedAt: TimeSchema,
    closedAt: TimeSchema.optional(),
    unreadable: UnreadableSchema,
  })
  .openapi('RunItem', { description: 'A row of a list of runs.' });

export const RunListSchema = listOf(RunItemSchema, 'RunList');

export const StartedRunSchema = z
  .strictObject({
    id: z.string(),
    agent: z.string(),
    status: RunStatusSchema,
    created: z.boolean(),
  })
  .openapi('StartedRun');

import { z } from '@hono/zod-openapi';
import { TimeSchema } from './json';
import { IncompleteSchema, listOf, UnreadableSchema } from './list';
import { RequestKindSchema, RequestStatusSchema } from './words';

export const RequestItemSchema = z
  .strictObject({
    id: z.string(),
    kind: RequestKindSchema,
    status: RequestStatusSchema,
    action: z.string(),
    resource: z.string().optional(),
    description: z.string().optional(),
    message: z.string().optional(),
    requesterId: z.string(),
    runId: z.string().optional(),
    requestedAt: TimeSchema,
    expiresAt: TimeSchema.optional(),
    approvers: z.array(z.string()).optional(),
    contentHash: z.string().optional(),
    closedAt: TimeSchema.optional(),
    approversIncomplete: IncompleteSchema,
    unreadable: UnreadableSchema,
  })
  .openapi('RequestItem', { description: 'A row of a list of requests.' });

export const RequestListSchema = listOf(RequestItemSchema, 'RequestList');

export const RequestedApprovalSchema = z
  .strictObject({
    id: z.string(),
    status: RequestStatusSchema,
    created: z
      .boolean()
      .openapi({ description: 'False when the id was requested before with the same content.' }),
    contentHash: z.string(),
  })
  .openapi('RequestedApproval');

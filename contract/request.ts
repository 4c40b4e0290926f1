import { z } from 'zod';
import type { Confirmation } from './confirmation';
import { ExactJsonSchema } from './json';
import { LIMITS, utf8Bytes } from './limits';
import { NameSchema, text } from './text';

export const RequestContentSchema = z.strictObject({
  /** What will be done, such as `transfer_funds`. Policies match it by `actions`. */
  action: NameSchema,
  /** What it will be done to, such as `prod/orders`. Policies match it by `resources`. */
  resource: NameSchema.optional(),
  /** One or a few sentences for the person who decides. */
  description: text(LIMITS.descriptionBytes).optional(),
  /** The exact arguments: what is approved is what was shown. JSON. */
  context: z
    .record(z.string(), ExactJsonSchema)
    .default({})
    .refine((value) => utf8Bytes(JSON.stringify(value)) <= LIMITS.contextBytes, {
      error: `is larger than ${LIMITS.contextBytes / 1024} KB`,
    }),
  /** Who asks. It may not decide its own request (design rule 4). */
  requesterId: NameSchema,
  /** The agent run on whose behalf it asks. */
  runId: NameSchema.optional(),
});

/** What a person decides on: a snapshot taken at the request. */
export type RequestContent = z.output<typeof RequestContentSchema>;

/** What a caller gives to request an approval; `id` makes it idempotent (design rule 13). */
export type RequestInput = z.input<typeof RequestContentSchema> & { id?: string };

/** The argument of the workflow of a request. */
export interface ApprovalInput {
  content: RequestContent;
  /** Of a confirmation, and of nothing else. */
  confirmation?: Confirmation;
}

/** What a list shows of a request without asking its workflow, since the memo travels with the list. */
export interface RequestMemo {
  action: string;
  resource?: string;
  description?: string;
  /** Of a confirmation: what the person reads. */
  message?: string;
  requesterId: string;
  runId?: string;
  contentHash: string;
  /** The account at the desk that sent it, where one did. */
  submittedBy?: string;
}

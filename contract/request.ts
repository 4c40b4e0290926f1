import { z } from 'zod';
import { MAX_DURATION_MS } from './duration';
import { ExactJsonSchema } from './json';
import { LIMITS, utf8Bytes } from './limits';
import type { RequestRecord } from './records/request';
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
  /** The account in the inbox that sent it, where one did. */
  submittedBy?: string;
}

export type {
  DecisionRecord,
  EndRecord,
  RefusalRecord,
  RequestedApproval,
  RequestRecord,
  RequestView,
} from './records/request';

/** What makes a request a confirmation: no policies, one person who is asked, and perhaps a value to type. */
export const ConfirmationSchema = z.strictObject({
  /** What the person reads. */
  message: text(LIMITS.descriptionBytes).min(1, 'must say what will happen'),
  /** People and teams; any one of them confirms. */
  confirmers: z.array(NameSchema).min(1, 'names nobody'),
  /** To be typed exactly; compared in the workflow. */
  confirmValue: text(LIMITS.nameBytes).min(1).optional(),
  /** Milliseconds to confirm. */
  expireAfter: z.number().int().positive().max(MAX_DURATION_MS),
});

/** The arguments of a guarded call: what is shown is exactly what is run. */
export const ArgumentsSchema = z.array(ExactJsonSchema);

export type Confirmation = z.output<typeof ConfirmationSchema>;

/** Why a guarded function was not run. */
export interface ConfirmationOutcome {
  /** `rejected`: somebody said no. `expired`: nobody said anything in time. `cancelled`: called off, or nobody to ask. */
  status: 'rejected' | 'expired' | 'cancelled';
  /** Of the request; absent when nobody could be asked. */
  id?: string;
  /** One sentence. */
  message: string;
  /** The request's record, once it has ended. */
  record?: RequestRecord;
}

/*
 * The first argument of each workflow type. Anyone who may start a workflow supplies its arguments, so each workflow
 * checks its own (design rule 31).
 */

/** The argument of the workflow of a request: `confirmation` only of a confirmation. */
export const RequestStartSchema = z.strictObject({
  content: RequestContentSchema,
  confirmation: ConfirmationSchema.optional(),
});
export type ApprovalInput = z.output<typeof RequestStartSchema>;

/** Of the workflow that answers the policies. With `content` it also answers what they would require of that request. */
export const PoliciesStartSchema = z.strictObject({ content: RequestContentSchema.optional() });

export type PoliciesInput = z.output<typeof PoliciesStartSchema>;

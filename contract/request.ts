import { z } from 'zod';
import { MAX_DURATION_MS } from './duration';
import { EvidenceListSchema } from './evidence';
import { ExactJsonSchema, JsonContextSchema } from './json';
import { LIMITS } from './limits';
import type { RequestRecord } from './records/request';
import { ResponseFormSchema } from './response-form';
import { NameSchema, text } from './text';

export const RequestContentSchema = z.strictObject({
  /** The action, such as `transfer_funds`. Policies match it by `actions`. */
  action: NameSchema,
  /** The target of the action, such as `prod/orders`. Policies match it by `resources`. */
  resource: NameSchema.optional(),
  /** One or a few sentences for the person who decides. */
  description: text(LIMITS.descriptionBytes).optional(),
  /** The exact arguments, as JSON: what was shown is what is approved. */
  context: JsonContextSchema.default({}),
  /** Why the agent wants to do it, in its own words. It is always shown as the agent's own explanation. */
  rationale: text(LIMITS.descriptionBytes).optional(),
  /** What supports the request: texts, diffs, tables, images, links. At most 512 KB in all. */
  evidence: EvidenceListSchema.optional(),
  /** A form that the person answers beside the decision (design rule 24). */
  response: ResponseFormSchema.optional(),
  /** The requester, who may not decide the request (design rule 4). */
  requesterId: NameSchema,
  /** The agent run that makes the request. */
  runId: NameSchema.optional(),
});

/** What a person decides: a snapshot, taken when the request is made. */
export type RequestContent = z.output<typeof RequestContentSchema>;

/** The input of a request for an approval. With an `id` the call is idempotent (design rule 13). */
export type RequestInput = z.input<typeof RequestContentSchema> & { id?: string };

/** The memo of a request. A list shows it without a query of the workflow. */
export interface RequestMemo {
  action: string;
  resource?: string;
  description?: string;
  /** Only for a confirmation: what the confirmer reads. */
  message?: string;
  requesterId: string;
  runId?: string;
  contentHash: string;
  /** The account that made the request through an admin server, if it was made there. */
  submittedBy?: string;
}

export type {
  CommentRecord,
  DecisionRecord,
  EndRecord,
  RefusalRecord,
  JsonPatch,
  RequestedApproval,
  RequestRecord,
  RequestView,
  RevisionRecord,
} from './records/request';

/** What makes a request a confirmation: no policy applies, named people confirm, and they may have to type a value. */
export const ConfirmationSchema = z.strictObject({
  /** What the confirmer reads. */
  message: text(LIMITS.descriptionBytes).min(1, 'must say what will happen'),
  /** People and teams; any one of them confirms. */
  confirmers: z.array(NameSchema).min(1, 'must name at least one person or team'),
  /** The text that the confirmer must type exactly. The workflow compares it. */
  confirmValue: text(LIMITS.nameBytes).min(1).optional(),
  /** How long the confirmer has, in milliseconds. */
  expireAfter: z.number().int().positive().max(MAX_DURATION_MS),
});

/** The arguments of a guarded call: what is shown is exactly what runs. */
export const ArgumentsSchema = z.array(ExactJsonSchema);

export type Confirmation = z.output<typeof ConfirmationSchema>;

/** Why a guarded function was not run. */
export interface ConfirmationOutcome {
  /** `rejected`: a confirmer declined. `expired`: the time passed without an answer. `cancelled`: it was cancelled, or nobody could be asked. */
  status: 'rejected' | 'expired' | 'cancelled';
  /** The id of the request. Absent when nobody could be asked. */
  id?: string;
  /** One sentence. */
  message: string;
  /** The request's record, once it has ended. */
  record?: RequestRecord;
}

/*
 * The first arguments of workflows. Anyone who can start a workflow chooses its arguments, so each workflow checks its own
 * (design rule 31).
 */

/** The argument of the workflow of a request. `confirmation` is set only for a confirmation. */
export const RequestStartSchema = z.strictObject({
  content: RequestContentSchema,
  confirmation: ConfirmationSchema.optional(),
});
export type ApprovalInput = z.output<typeof RequestStartSchema>;

/** The argument of the workflow that answers the policies. With `content` it also returns what they would require of that request. */
export const PoliciesStartSchema = z.strictObject({ content: RequestContentSchema.optional() });

export type PoliciesInput = z.output<typeof PoliciesStartSchema>;

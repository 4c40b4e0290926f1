import { z } from 'zod';
import type { Transport, VerdictOutcome } from './decision';
import { MAX_DURATION_MS } from './duration';
import { ExactJsonSchema } from './json';
import { LIMITS, utf8Bytes } from './limits';
import type { RequestKind, RequestStatus } from './names';
import type { Needed, Plan } from './plan';
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
  /** The account in the inbox that sent it, where one did. */
  submittedBy?: string;
}

/** What every attempt leaves: who tried, when (ISO 8601) and through which transport. */
interface AttemptRecord {
  at: string;
  transport: Transport;
  decisionId?: string;
  attemptId?: string;
  /** The tool it came from, as that tool says. */
  via?: string;
  /** Where decisions must be signed: the key it was signed with, as a worker checked. */
  keyId?: string;
}

/** A decision that counted. */
export interface DecisionRecord extends AttemptRecord {
  decision: 'approve' | 'reject';
  decidedBy: string;
  stage: number;
  notes?: string;
  reason?: string;
  /** Set where notes or reason were cut, since all of them together were too long: the digest of the whole texts. */
  cutTexts?: string;
  /** Why it no longer counts: the person left the team, or turned the approval into a rejection. */
  void?: string;
}

/** An attempt that was refused while the request was open. */
export interface RefusalRecord extends AttemptRecord {
  attempt: 'approve' | 'reject' | 'cancel' | 'unreadable';
  by?: string;
  outcome: VerdictOutcome;
  message: string;
}

/** A wrong value that somebody who may confirm typed; never the value itself. */
interface WrongValueRecord {
  at: string;
  by: string;
  attemptId?: string;
}

/** The escalation of a request that nobody decided in time. */
interface RequestEscalation {
  at: string;
  /** Absent for the moment between the deadline and the start of its workflow. */
  id?: string;
  /** How it was resolved. */
  action?: 'continue' | 'abort';
  resolvedBy?: string;
}

/** What ended a request. */
export interface EndRecord {
  status: Exclude<RequestStatus, 'pending'>;
  at: string;
  by: 'people' | 'policy' | 'fallback' | 'system' | 'requester' | 'run' | 'operator';
  /** The person's or the policy's name, where there is one. */
  name?: string;
  reason?: string;
  /** Of the cancellation that ended it, so that its second transport gives the same answer. */
  attemptId?: string;
  error?: { name: string; message: string };
}

/**
 * All that is known of a request: the state of its workflow, the answer of its query and its result.
 * Enough to answer, years later, who decided what and why (design rule 17).
 */
export interface RequestRecord extends RequestContent {
  id: string;
  kind: RequestKind;
  status: RequestStatus;
  /** Of a confirmation: what is asked, of whom, and what must be typed. */
  confirmation?: Confirmation;
  requestedAt: string;
  expiresAt?: string;
  /** Absent until a worker has evaluated the policies. */
  plan?: Plan;
  /** The stage that is open, or was at the end. */
  stage?: number;
  needed: Needed[];
  decisions: DecisionRecord[];
  refused: RefusalRecord[];
  /** All refused attempts, also those past the 100 that are kept. */
  refusedCount: number;
  /** Of a confirmation that wants a value typed: the wrong ones that count, at most MOST_WRONG_VALUES. */
  wrongValues?: WrongValueRecord[];
  /** People who left a team since the plan was made, by team. */
  formerMembers: Record<string, string[]>;
  /** Set once its deadline has escalated it (design rule 6). */
  escalation?: RequestEscalation;
  end?: EndRecord;
  /** The reason of the rejection that ended it. */
  rejectionReason?: string;
}

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

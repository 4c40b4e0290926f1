import type { Confirmation } from './confirmation';
import type { Door } from './decision';
import type { RequestKind } from './kind';
import type { Needed, Plan } from './plan';
import type { RequestContent } from './request';
import type { RequestStatus } from './status';
import type { Outcome } from './verdict';

/** What every attempt leaves: who tried, when (ISO 8601) and through which door. */
interface AttemptRecord {
  at: string;
  door: Door;
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
  outcome: Outcome;
  message: string;
}

/** A wrong value that somebody who may confirm typed; never the value itself. */
export interface WrongValueRecord {
  at: string;
  by: string;
  attemptId?: string;
}

/** The escalation of a request that nobody decided in time. */
export interface RequestEscalation {
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
  /** Of the cancellation that ended it, so that its second door gives the same answer. */
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
  left: Record<string, string[]>;
  /** Set once its deadline has escalated it (design rule 6). */
  escalation?: RequestEscalation;
  end?: EndRecord;
  /** The reason of the rejection that ended it. */
  rejectionReason?: string;
}

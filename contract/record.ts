import type { Door } from './decision';
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
}

/** A decision that counted. */
export interface DecisionRecord extends AttemptRecord {
  decision: 'approve' | 'reject';
  decidedBy: string;
  stage: number;
  notes?: string;
  reason?: string;
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
  kind: 'approval';
  status: RequestStatus;
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
  /** People who left a team since the plan was made, by team. */
  left: Record<string, string[]>;
  end?: EndRecord;
  /** The reason of the rejection that ended it. */
  rejectionReason?: string;
}

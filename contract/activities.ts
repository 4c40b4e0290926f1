import type { EscalationInput, LadderPlan } from './escalation';
import type {
  Delivered,
  Delivery,
  DeliveryPlan,
  DeliveryPlanInput,
  NotificationsRecord,
  NotificationDigest,
  Subject,
} from './notification';
import type { CheckInput, CheckResult } from './records/check';
import type { Plan } from './records/plan';
import type { PoliciesAnswer } from './records/policies';
import type { PoliciesInput, Confirmation, RequestContent } from './request';
import type { RunInput, RunPlan } from './run';
import type { SignatureCheck, SignatureClaim } from './signature';
import type { StepInput, StepResult } from './step';

/** The activities of requests. */
export interface RequestActivities {
  /** Plans a request by the policies; with a static directory also its teams. Quick, so it runs as a local activity. */
  planRequest(content: RequestContent): Promise<Plan>;
  /** Plans a confirmation: its confirmers decide, and no policy applies. A local activity, too. */
  planConfirmation(content: RequestContent, confirmation: Confirmation): Promise<Plan>;
  /** Returns the policies, and what they would require of a request. A local activity, too. */
  describePolicies(input: PoliciesInput): Promise<PoliciesAnswer>;
  /** Returns the people of each name that is a team. */
  resolveTeams(names: string[]): Promise<Record<string, string[]>>;
  /** Returns when the server recorded the signals of these names, and the given Updates, of this workflow run. */
  readArrivalTimes(names: readonly string[], updates: string[]): Promise<Arrivals>;
  /** Throws unless our own code passed its state to the calling workflow run (design rule 29). A local activity, too. */
  checkContinuation(): Promise<void>;
  /** Checks each signature against its text, with the current keys of the config. A local activity, too. */
  verifySignatures(claims: SignatureClaim[]): Promise<SignatureCheck[]>;
}

/** When messages arrived, in milliseconds since 1970, by the server's clock. */
export interface Arrivals {
  /** When the server recorded each signal, in order, by the signal's name. */
  signals: Record<string, number[]>;
  /** When a worker first received each of the given Updates that an earlier workflow task accepted, by the Update's id. */
  updates: Record<string, number>;
  /** When the current workflow task started. */
  taskStartedAt: number;
}

export type PlannedRun =
  { plan: RunPlan; error?: undefined } | { plan?: undefined; error: { name: string; message: string } };

/** The requests that were made elsewhere for a run. */
export interface RequestsOfRun {
  open: number;
  /** When the last one closed, in milliseconds since 1970. */
  lastClosedAt?: number;
}

/** The activities of escalations and agent runs. */
export interface RunActivities {
  /** Plans the ladder of an escalation; with a static directory also its teams. Quick, so it runs as a local activity. */
  planEscalation(input: EscalationInput): Promise<LadderPlan>;
  /** Asks the directory about at least one of these names. Returns the names it answered, and the people of those that are teams. */
  resolveSomeTeams(names: string[]): Promise<{ answered: string[]; teams: Record<string, string[]> }>;
  /** Returns the settings of a run, or an error if the config does not have its agent. A local activity, too. */
  planRun(input: RunInput): Promise<PlannedRun>;
  /** Evaluates the triggers. A local activity, too. */
  checkTriggers(input: CheckInput): Promise<CheckResult>;
  /** Runs one attempt at one step of a hosted agent. */
  runStep(agent: string, input: Omit<StepInput, 'signal'>): Promise<StepResult>;
  /** Finds the requests that were made elsewhere for this run. */
  findRequestsOfRun(runId: string): Promise<RequestsOfRun>;
  /** Cancels the requests that were made elsewhere for this run. Returns how many. */
  cancelRequestsOfRun(runId: string, reason: string): Promise<number>;
}

/** The activities of notifications. */
export interface NotificationActivities {
  /**
   * Wakes the workflow of a subject's notifications. Quick, so it runs as a local activity. `record` saves a query of the
   * subject: the answer names the event of the history that proves that the record was committed.
   */
  wakeNotifications(subject: Subject, record?: object): Promise<string>;
  /** Reads what an earlier run of the calling workflow has sent. Returns nothing if that record cannot be trusted. */
  readEarlierRun(runId: string): Promise<NotificationsRecord | undefined>;
  /** Plans the messages that are due about a subject, and when to plan again. */
  planDeliveries(input: DeliveryPlanInput): Promise<DeliveryPlan>;
  /** Sends or updates one message. */
  deliver(subject: Subject, delivery: Delivery): Promise<Delivered>;
  /** Sends those of these notifications that still matter as one message. Returns how many there were. */
  sendDigest(input: NotificationDigest): Promise<number>;
}

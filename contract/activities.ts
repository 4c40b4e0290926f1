import type { CheckInput, CheckResult } from './check';
import type { Confirmation, RequestContent } from './request';
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
import type { Plan } from './plan';
import type { PoliciesAnswer, PoliciesInput } from './policies';
import type { RunInput, RunPlan } from './run';
import type { SignatureCheck, SignatureClaim } from './signature';
import type { StepInput, StepResult } from './step';

/** What the workflows ask of the outside world. */
export interface RequestActivities {
  /** The policies' answer to a request; with a static directory its teams too. Quick: run as a local activity. */
  planRequest(content: RequestContent): Promise<Plan>;
  /** The plan of a confirmation: its confirmers, whatever the policies say. Quick, as above. */
  planConfirmation(content: RequestContent, confirmation: Confirmation): Promise<Plan>;
  /** The rules, and what they would say of a request. Quick, as above. */
  describePolicies(input: PoliciesInput): Promise<PoliciesAnswer>;
  /** The people of each of these names that is a team. */
  resolveTeams(names: string[]): Promise<Record<string, string[]>>;
  /** When the server recorded the messages of this run. `names` are the signals that count; those of a request unless given. */
  readArrivalTimes(names?: string[], updates?: string[]): Promise<Arrivals>;
  /** Throws unless the run that calls it was handed its state by our own code (design rule 29). Quick, as above. */
  checkContinuation(): Promise<void>;
  /** Whether each of these signatures fits its text, by the keys that the config has now. Quick, as above. */
  verifySignatures(claims: SignatureClaim[]): Promise<SignatureCheck[]>;
}

/** In milliseconds since 1970, by the server's clock. */
export interface Arrivals {
  /** When it recorded each signal, in order. */
  signals: number[];
  /** When a worker first took those of the given Updates that an earlier task accepted, by the id of the Update. */
  updates: Record<string, number>;
  /** When the worker took the workflow task that it is working on. */
  taskStartedAt: number;
}

export type PlannedRun =
  { plan: RunPlan; error?: undefined } | { plan?: undefined; error: { name: string; message: string } };

/** Requests made elsewhere for a run. */
export interface RequestsOfRun {
  open: number;
  /** Milliseconds since 1970. */
  lastClosedAt?: number;
}

/** What escalations and agent runs ask of the outside world. */
export interface RunActivities {
  /** The ladder for an escalation; with a static directory its teams too. Quick: run as a local activity. */
  planEscalation(input: EscalationInput): Promise<LadderPlan>;
  /** About which of these names the directory answers, at least one, and the people of those that are teams. */
  resolveSomeTeams(names: string[]): Promise<{ answered: string[]; teams: Record<string, string[]> }>;
  /** What the config says of a run, or why there is no such run: an agent that it does not name. Quick, as above. */
  planRun(input: RunInput): Promise<PlannedRun>;
  /** Evaluates the triggers. Quick, as above. */
  checkTriggers(input: CheckInput): Promise<CheckResult>;
  /** Runs one attempt at one step of a hosted agent. */
  runStep(agent: string, given: Omit<StepInput, 'signal'>): Promise<StepResult>;
  /** Whether people are asked elsewhere in the name of this run. */
  findRequestsOfRun(runId: string): Promise<RequestsOfRun>;
  /** Cancels the requests made elsewhere on behalf of this run; answers how many. */
  cancelRequestsOfRun(runId: string, reason: string): Promise<number>;
}

/** What the workflows of notifications ask of the outside world. */
export interface NotificationActivities {
  /**
   * Has the workflow of a subject's notifications look again. Quick: run as a local activity. The record spares the look a
   * query of the subject; the answer tells by the history that the record was committed.
   */
  wakeNotifications(subject: Subject, record?: object): Promise<string>;
  /** What an earlier run of the calling workflow, which has ended, has told; nothing when it cannot be believed. */
  readEarlierRun(runId: string): Promise<NotificationsRecord | undefined>;
  /** What is to be sent about a subject now, and when to look again. */
  planDeliveries(input: DeliveryPlanInput): Promise<DeliveryPlan>;
  /** Sends one message, or brings one up to date. */
  deliver(subject: Subject, delivery: Delivery): Promise<Delivered>;
  /** Sends as one message what still matters of these; answers how many there were. */
  sendDigest(input: NotificationDigest): Promise<number>;
}

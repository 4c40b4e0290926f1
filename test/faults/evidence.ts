import type { RequestView, RunView } from '../../client';
import type { EscalationView } from '../../contract/records/escalation';
import type { NotificationItem } from '../../contract/records/notifications';

/** What a client of the campaign does. */
export type CallName =
  | 'request'
  | 'decide'
  | 'comment'
  | 'cancel'
  | 'claim'
  | 'outcome'
  | 'guarded'
  | 'start-run'
  | 'report'
  | 'resolve'
  | 'acknowledge'
  | 'promote'
  | 'reassign'
  | 'finish'
  | 'wait';

/** What a call is about. `id` is the request, the run or the escalation. */
export interface CallTopic {
  what: CallName;
  id: string;
  by?: string;
  /** The kind of a decision, the action of a resolution, the outcome that is reported. */
  kind?: string;
  /** How it was sent: by the client, as a Signal by hand, through the admin server. */
  door?: 'client' | 'signal' | 'admin';
  decisionId?: string;
  /** Of a claim or a report. */
  attemptId?: string;
}

/** The part of an answer that the checker reads. */
export interface CallAnswer {
  outcome?: string;
  status?: string;
  escalationId?: string;
}

/** One call of a client, from its start to its end. Times in milliseconds, by the clock of the campaign's own process. */
export interface Call extends CallTopic {
  n: number;
  start: number;
  /** Absent: the client never got an answer or an error. */
  end?: number;
  answer?: CallAnswer;
  /** The name of the error. Whether the call had an effect may then be unknown. */
  error?: string;
}

/** A line of the history of a campaign. */
export type HistoryLine =
  | ({ type: 'call'; at: number; n: number } & CallTopic)
  | { type: 'answer'; at: number; n: number; answer: CallAnswer }
  | { type: 'error'; at: number; n: number; error: string }
  | { type: 'fault'; at: number; fault: string };

/** When the server took a decision. If it came by two transports, it has two times. */
export interface Arrival {
  by: string;
  decisionId: string;
  first: number;
  last: number;
  /** When the workflow task began that brought it to the workflow. Workflow code knows only this time. */
  taken: number;
}

export interface RequestEvidence {
  id: string;
  /** Absent: Temporal has no such workflow. */
  record?: RequestView;
  /** By the server's history. */
  startedAt?: number;
  arrivals: Arrival[];
  /** Absent where its config has no channels. */
  messages?: NotificationItem[];
  /** When the messages were read: a claim may tell its outcome later. */
  messagesReadAt?: number;
  /** It was reset in Temporal by `heal`, so that its history has no arrival times. */
  healed?: true;
}

/** What the program wrote that did something: an attempt of a hosted step, or an approved action. */
export type Effect =
  | {
      what: 'step';
      runId: string;
      step: number;
      attempt: number;
      key: string;
      /** The decisions that the step got, by their keys. */
      decisions: Record<string, string>;
      guidance?: string;
    }
  | { what: 'paid'; runId: string; requestId: string; key: string }
  | { what: 'used'; requestId: string; attemptId: string; key: string };

/** A webhook as its receiver saw it. */
export interface Delivery {
  /** The header `webhook-id`. */
  id: string;
  /** `request.decided` */
  type: string;
  subject: string;
  /** Whether the receiver answered that it has it. */
  accepted: boolean;
  at: number;
}

/** Everything that the checker reads. */
export interface Evidence {
  calls: Call[];
  requests: RequestEvidence[];
  runs: { id: string; record?: RunView }[];
  escalations: { id: string; record?: EscalationView }[];
  effects: Effect[];
  deliveries: Delivery[];
  /** Workflows that are stuck at the end, and that `heal` did not cure. */
  stuck: string[];
}

/** Joins the lines of a history into calls. */
export function callsOf(lines: readonly HistoryLine[]): Call[] {
  const calls = new Map<number, Call>();
  for (const line of lines) {
    if (line.type === 'fault') continue;
    if (line.type === 'call') {
      const { type: _, at, ...topic } = line;
      calls.set(line.n, { ...topic, start: at });
      continue;
    }
    const call = calls.get(line.n);
    if (call === undefined) continue;
    call.end = line.at;
    if (line.type === 'answer') call.answer = line.answer;
    else call.error = line.error;
  }
  return [...calls.values()];
}

/** The items by the key of each. */
export function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

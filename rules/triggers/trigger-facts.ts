import type { Trigger } from '../../contract/trigger';

/** What a function of the config answered. It has `failed` when it threw or gave no proper answer: that counts as yes. */
export interface ConditionAnswer {
  answer: 'yes' | 'no' | 'failed';
  /** The reason that it gave, or how it failed. */
  why?: string;
}

/** Something sensitive, so many times in one place. Never the value itself. */
export interface SensitiveFinding {
  /** Such as `card`, or the name of the config's own detector. */
  kind: string;
  /** Such as `$.customer.notes`. */
  place: string;
  count: number;
}

/** What was found in a context: all of it counted, the first places named. */
export interface SensitiveFindings {
  total: number;
  named: SensitiveFinding[];
  /** How many places more there are. */
  unnamed: number;
}

/** What a trigger may look at. */
export interface TriggerFacts {
  context: Record<string, unknown>;
  agentMs: number;
  /** Of a `custom` trigger: what its function answered. */
  answer?: ConditionAnswer;
  /** Of a `policy_violation` trigger: what each of the config's violations answered. */
  violations?: (ConditionAnswer & { name: string })[];
  /** Of a `sensitive_data` trigger. */
  findings?: SensitiveFindings;
}

/** What a trigger makes of the facts, whatever was resolved before. */
export interface Judgement {
  /** Why it fires, if it does. */
  reason?: string;
  /** The number that it judged, where there is one. */
  value?: number;
  /** What is malformed, in words that never show the value. */
  problem?: string;
}

/** A trigger with its judgement. */
export interface Judged extends Judgement {
  trigger: Trigger;
}

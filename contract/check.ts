import type { TriggerType, Level } from './names';

/** A trigger that fired. */
export interface FiredTrigger {
  name: string;
  type: TriggerType;
  level: Level;
  /** What was found, such as `confidence 0.3 is below 0.5`. Never the sensitive value itself. */
  reason: string;
  /** The value that fired it, where it is a number; of `time_exceeded` milliseconds. */
  value?: number;
}

/** A trigger that fired but was held back, and why. */
export interface SuppressedTrigger {
  name: string;
  why: string;
}

/** The answer to a report. Checking creates nothing by itself (design, escalations, rule 2). */
export interface CheckResult {
  shouldEscalate: boolean;
  /** The highest of those that fired. */
  level?: Level;
  /** Names everything that fired. */
  reason?: string;
  triggers: FiredTrigger[];
  suppressed: SuppressedTrigger[];
  /** Malformed values, by name: a missing one is none. */
  problems: string[];
}

/** What is remembered of each trigger whose escalation was resolved, by its name. */
export type TriggerMemory = Record<string, { resolvedAt: string; value?: number }>;

/** A stretch of time, in milliseconds since 1970; without `to` it lasts. */
export interface TimeSpan {
  from: number;
  to?: number;
}

/** What an activity needs to check one report. */
export interface CheckInput {
  runId: string;
  context: Record<string, unknown>;
  /** Milliseconds the agent has worked so far, as far as the run knows. */
  agentMs: number;
  /** When the run started (ISO 8601), and now (milliseconds since 1970) by the run's clock. */
  startedAt: string;
  now: number;
  memory: TriggerMemory;
  /** Of an attached run: when it waited for people, as far as it knows; the requests made elsewhere for it are looked for. */
  waitingSpans?: TimeSpan[];
  /** Only the triggers of time: nothing was reported, the clock ran out. */
  timeOnly?: boolean;
}

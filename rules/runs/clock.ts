import type { RunRecord } from '../../contract/run';
import { isoTime } from '../text';

/** Milliseconds that the agent itself has worked: time spent waiting for people is not the agent's (design, escalations, rule 3). */
export function agentMs(record: RunRecord, now: number): number {
  const waiting = record.waitingSince === undefined ? 0 : now - Date.parse(record.waitingSince);
  // The clock of a workflow may be behind, and a time below 0 counts as malformed.
  return Math.max(0, now - Date.parse(record.startedAt) - record.waitedMs - waiting);
}

/** The record from `now` on waiting for people, or not. An agent is not idle for having waited for them. */
export function withWaiting(record: RunRecord, waits: boolean, now: number): RunRecord {
  const { waitingSince, ...rest } = record;
  if (waits === (waitingSince !== undefined)) return record;
  if (waitingSince === undefined) return { ...record, waitingSince: isoTime(now) };
  return {
    ...rest,
    waitedMs: record.waitedMs + now - Date.parse(waitingSince),
    lastActivityAt: isoTime(now),
  };
}

/** When the run must look at its clocks next (milliseconds since 1970): a trigger of time, a time-out, a forgotten agent. */
export function nextWakeAt(record: RunRecord, now: number, notBefore = 0): number {
  return Math.min(Math.max(nextTimeTrigger(record, now), notBefore), timeoutAt(record), idleAt(record));
}

/** When the next trigger of time would fire if the agent worked on; never while people are waited for. */
export function nextTimeTrigger(record: RunRecord, now: number): number {
  if (record.plan === undefined || isWaiting(record)) return Infinity;
  const worked = agentMs(record, now);
  const left = record.plan.timeTriggers.map(({ name, threshold, cooldown }) => {
    const seen = Object.hasOwn(record.memory, name) ? record.memory[name] : undefined;
    // With a threshold of 0 it has fired once, and would for ever.
    if (seen && threshold === 0) return Infinity;
    const due = now + (seen?.value ?? 0) + threshold - worked;
    return Math.max(due, seen && cooldown ? Date.parse(seen.resolvedAt) + cooldown : 0);
  });
  return Math.min(Infinity, ...left);
}

/** When the run's own time-out ends it. */
export function timeoutAt({ plan, startedAt }: RunRecord): number {
  return plan?.runTimeout === undefined ? Infinity : Date.parse(startedAt) + plan.runTimeout;
}

/** When an attached run that nobody reports to ends; never while people are waited for. */
export function idleAt(record: RunRecord): number {
  const { plan, form, lastActivityAt } = record;
  if (form === 'hosted' || plan === undefined || isWaiting(record)) return Infinity;
  return Date.parse(lastActivityAt) + plan.idleTimeout;
}

/** The record once its agent, or something asked for in its name, has shown a sign of life. */
export function withHeardAt(record: RunRecord, at: number): RunRecord {
  return at > Date.parse(record.lastActivityAt) ? { ...record, lastActivityAt: isoTime(at) } : record;
}

function isWaiting({ waitingSince }: RunRecord): boolean {
  return waitingSince !== undefined;
}

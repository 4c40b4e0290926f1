import type { RunRecord } from '../../contract/run';
import { isoTime } from '../text';

/** How long the agent has worked, in milliseconds. Time spent waiting for people does not count (design escalation rule 3). */
export function agentMs(record: RunRecord, now: number): number {
  const waiting = record.waitingSince === undefined ? 0 : now - Date.parse(record.waitingSince);
  // The workflow's clock may be behind, and a negative time would count as malformed.
  return Math.max(0, now - Date.parse(record.startedAt) - record.waitedMs - waiting);
}

/** The record with the wait for people started or ended at `now`. An agent that has waited for people was not idle. */
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

/** When the run must wake next (milliseconds since 1970): for a time trigger, its timeout or its idle timeout. */
export function nextWakeAt(record: RunRecord, now: number, notBefore = 0): number {
  return Math.min(Math.max(nextTimeTrigger(record, now), notBefore), timeoutAt(record), idleAt(record));
}

/** When the next time trigger fires if the agent keeps working; never while the run waits for people. */
export function nextTimeTrigger(record: RunRecord, now: number): number {
  if (record.plan === undefined || isWaiting(record)) return Infinity;
  const worked = agentMs(record, now);
  const left = record.plan.timeTriggers.map(({ name, threshold, cooldown }) => {
    const seen = Object.hasOwn(record.memory, name) ? record.memory[name] : undefined;
    // A threshold of 0 fires only once: otherwise it would fire all the time.
    if (seen && threshold === 0) return Infinity;
    const due = now + (seen?.value ?? 0) + threshold - worked;
    return Math.max(due, seen && cooldown ? Date.parse(seen.resolvedAt) + cooldown : 0);
  });
  return Math.min(Infinity, ...left);
}

/** When `runTimeout` ends the run. */
export function timeoutAt({ plan, startedAt }: RunRecord): number {
  return plan?.runTimeout === undefined ? Infinity : Date.parse(startedAt) + plan.runTimeout;
}

/** When `idleTimeout` ends an attached run without reports; never while the run waits for people. */
export function idleAt(record: RunRecord): number {
  const { plan, form, lastActivityAt } = record;
  if (form === 'hosted' || plan === undefined || isWaiting(record)) return Infinity;
  return Date.parse(lastActivityAt) + plan.idleTimeout;
}

/** The record after activity of its agent, or of a request made for it. */
export function withActivityAt(record: RunRecord, at: number): RunRecord {
  return at > Date.parse(record.lastActivityAt) ? { ...record, lastActivityAt: isoTime(at) } : record;
}

function isWaiting({ waitingSince }: RunRecord): boolean {
  return waitingSince !== undefined;
}

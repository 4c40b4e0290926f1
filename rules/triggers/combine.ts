import type {
  CheckResult,
  FiredTrigger,
  SuppressedTrigger,
  TriggerMemory,
} from '../../contract/records/check';
import { type Duration, toMilliseconds } from '../../contract/duration';
import { LIMITS, utf8Bytes } from '../../contract/limits';
import { LEVELS } from '../../contract/names';
import { isoTime } from '../text';
import type { JudgedTrigger } from './facts';

/** The answer to a report: the highest level of those that fire wins, and the reason names all of them. */
export function combineTriggers(judged: JudgedTrigger[], memory: TriggerMemory, now: number): CheckResult {
  const firing = judged
    .filter(({ reason }) => reason !== undefined)
    .map((one) => ({ one, why: suppressionReason(one, memory, now) }));
  const triggers = firing
    .filter(({ why }) => why === undefined)
    .map(({ one }) => toFired(one))
    .sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level));
  const suppressed = firing.flatMap(({ one, why }): SuppressedTrigger[] =>
    why === undefined ? [] : [{ name: one.trigger.name, why }],
  );
  const problems = judged.flatMap(({ trigger, problem }) =>
    problem === undefined ? [] : [`${trigger.name}: ${problem}`],
  );
  const [highest] = triggers;
  if (highest === undefined) return { shouldEscalate: false, triggers, suppressed, problems };
  return {
    shouldEscalate: true,
    level: highest.level,
    reason: reasonOf(triggers),
    triggers,
    suppressed,
    problems,
  };
}

function toFired({ trigger, reason = '', value }: JudgedTrigger): FiredTrigger {
  const { name, type, level } = trigger;
  return { name, type, level, reason, ...(value !== undefined && { value }) };
}

/**
 * Every trigger by name, with its reason. An escalation that is open refuses longer words than fit a message:
 * then the lowest triggers go without their reason, and past hundreds of triggers without their name.
 */
function reasonOf(triggers: FiredTrigger[]): string {
  const parts = triggers.map(({ name, reason }) => `${name}: ${reason}`);
  for (let last = parts.length - 1; last >= 0 && !fits(parts.join('; ')); last--)
    parts[last] = triggers[last]?.name ?? '';
  const whole = parts.join('; ');
  if (fits(whole)) return whole;
  while (!fits(withMore(parts, triggers.length))) parts.pop();
  return withMore(parts, triggers.length);
}

function withMore(parts: string[], total: number): string {
  return `${parts.join('; ')} and ${total - parts.length} more`;
}

function fits(words: string): boolean {
  return utf8Bytes(words) <= LIMITS.notesBytes;
}

/** Why a trigger that fires is held back after its last escalation was resolved, if it is (design, escalations, rule 2). */
function suppressionReason(judged: JudgedTrigger, memory: TriggerMemory, now: number): string | undefined {
  const { name, cooldown } = judged.trigger;
  const last = Object.hasOwn(memory, name) ? memory[name] : undefined;
  if (last === undefined) return undefined;
  return coolingDown(last.resolvedAt, cooldown, now) ?? belowNextThreshold(judged, last.value);
}

/** A time that cannot be read holds nothing back. */
function coolingDown(resolvedAt: string, cooldown: Duration | undefined, now: number): string | undefined {
  const until = Date.parse(resolvedAt) + (cooldown === undefined ? 0 : toMilliseconds(cooldown));
  if (cooldown === undefined || !(now < until)) return undefined;
  return `resolved at ${resolvedAt}; cools down for ${cooldown}, until ${isoTime(until)}`;
}

/** What only grows would fire for ever once it has fired: it must go another threshold further first. */
function belowNextThreshold(
  { trigger, value }: JudgedTrigger,
  resolvedValue: number | undefined,
): string | undefined {
  if (value === undefined || resolvedValue === undefined) return undefined;
  if (!('threshold' in trigger) || !isCumulative(trigger.type)) return undefined;
  const threshold =
    typeof trigger.threshold === 'number' ? trigger.threshold : toMilliseconds(trigger.threshold);
  const next = resolvedValue + threshold;
  if (threshold === 0 ? value > resolvedValue : value >= next) return undefined;
  const unit = trigger.type === 'time_exceeded' ? ' ms' : '';
  const again = threshold === 0 ? `above ${resolvedValue}${unit}` : `at ${next}${unit}`;
  return `resolved at ${resolvedValue}${unit}, now ${value}${unit}; fires again ${again}`;
}

function isCumulative(type: JudgedTrigger['trigger']['type']): boolean {
  return type === 'cost_exceeded' || type === 'error_count' || type === 'time_exceeded';
}

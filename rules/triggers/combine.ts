import { defined } from '../../contract/defined';
import { type Duration, toMilliseconds } from '../../contract/duration';
import { LIMITS, utf8Bytes } from '../../contract/limits';
import { LEVELS } from '../../contract/names';
import type {
  CheckResult,
  FiredTrigger,
  SuppressedTrigger,
  TriggerMemory,
} from '../../contract/records/check';
import { isoTime } from '../text';
import type { JudgedTrigger } from './facts';

/** The answer to a report: the highest level of the fired triggers wins, and the reason names all of them. */
export function combineTriggers(judged: JudgedTrigger[], memory: TriggerMemory, now: number): CheckResult {
  const firing = judged
    .filter(({ reason }) => reason !== undefined)
    .map((fired) => ({ fired, why: suppressionReason(fired, memory, now) }));
  const triggers = firing
    .filter(({ why }) => why === undefined)
    .map(({ fired }) => toFired(fired))
    .sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level));
  const suppressed = firing.flatMap(({ fired, why }): SuppressedTrigger[] =>
    why === undefined ? [] : [{ name: fired.trigger.name, why }],
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
  return { name, type, level, reason, ...defined({ value }) };
}

/**
 * Every trigger with its reason. An open escalation refuses a text that is longer than a message: then the lowest triggers
 * lose their reasons first, and with hundreds of triggers also their names.
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

function fits(text: string): boolean {
  return utf8Bytes(text) <= LIMITS.notesBytes;
}

/** Why a firing trigger is suppressed after its last escalation was resolved, if it is (design escalation rule 2). */
function suppressionReason(judged: JudgedTrigger, memory: TriggerMemory, now: number): string | undefined {
  const { name, cooldown } = judged.trigger;
  const last = Object.hasOwn(memory, name) ? memory[name] : undefined;
  if (last === undefined) return undefined;
  return coolingDown(last.resolvedAt, cooldown, now) ?? belowNextThreshold(judged, last.value);
}

/** An invalid time suppresses nothing. */
function coolingDown(resolvedAt: string, cooldown: Duration | undefined, now: number): string | undefined {
  const until = Date.parse(resolvedAt) + (cooldown === undefined ? 0 : toMilliseconds(cooldown));
  if (cooldown === undefined || !(now < until)) return undefined;
  return `resolved at ${resolvedAt}; cooldown of ${cooldown} until ${isoTime(until)}`;
}

/** A cumulative trigger would fire on every report once it has fired. It must first grow by another threshold. */
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

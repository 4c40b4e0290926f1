import type { TriggerMemory } from '../../contract/check';
import { type Duration, toMilliseconds } from '../../contract/duration';
import type { Judged } from './trigger-facts';
import { isoTime } from '../time';

/** Why a trigger that fires is held back after its last escalation was resolved, if it is (design, escalations, rule 2). */
export function heldBack(judged: Judged, memory: TriggerMemory, now: number): string | undefined {
  const { name, cooldown } = judged.trigger;
  const last = Object.hasOwn(memory, name) ? memory[name] : undefined;
  if (last === undefined) return undefined;
  return coolingDown(last.resolvedAt, cooldown, now) ?? notFurther(judged, last.value);
}

/** A time that cannot be read holds nothing back. */
function coolingDown(resolvedAt: string, cooldown: Duration | undefined, now: number): string | undefined {
  const until = Date.parse(resolvedAt) + (cooldown === undefined ? 0 : toMilliseconds(cooldown));
  if (cooldown === undefined || !(now < until)) return undefined;
  return `resolved at ${resolvedAt}; cools down for ${cooldown}, until ${isoTime(until)}`;
}

/** What only grows would fire for ever once it has fired: it must go another threshold further first. */
function notFurther({ trigger, value }: Judged, resolvedValue: number | undefined): string | undefined {
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

function isCumulative(type: Judged['trigger']['type']): boolean {
  return type === 'cost_exceeded' || type === 'error_count' || type === 'time_exceeded';
}

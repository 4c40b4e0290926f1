import type { CheckResult, FiredTrigger, SuppressedTrigger, TriggerMemory } from '../../contract/check';
import { LEVELS } from '../../contract/level';
import { LIMITS, utf8Bytes } from '../../contract/limits';
import { heldBack } from './hold-back';
import type { Judged } from './trigger-facts';

/** The answer to a report: the highest level of those that fire wins, and the reason names all of them. */
export function combineTriggers(judged: Judged[], memory: TriggerMemory, now: number): CheckResult {
  const firing = judged
    .filter(({ reason }) => reason !== undefined)
    .map((one) => ({ one, why: heldBack(one, memory, now) }));
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

function toFired({ trigger, reason = '', value }: Judged): FiredTrigger {
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

import type { Config } from '../../../contract/config';
import { type Level, LEVELS } from '../../../contract/level';
import type { Problem } from './problem';

/** Triggers and policies that escalate to a level where nobody is, so that others than named are asked. */
export function silentLevels({ levels, triggers, policies, fallback }: Config): Problem[] {
  const asked = LEVELS.filter((level) => levels[level] !== undefined);
  if (asked.length === 0) return [];
  const wanted = [
    ...triggers.map(({ name, level }) => ({ who: `trigger '${name}'`, level })),
    ...policies.flatMap(({ name, ...policy }) => expiring(`policy '${name}'`, policy)),
    ...(typeof fallback === 'object' ? expiring('the fallback', fallback) : []),
  ];
  return wanted
    .filter(({ level }) => !asked.includes(level))
    .map(({ who, level }) => {
      const instead = asked.find((other) => LEVELS.indexOf(other) > LEVELS.indexOf(level)) ?? asked.at(-1);
      return {
        found: `${who} escalates to '${level}', where nobody is: '${instead}' is asked instead`,
        todo: `Name assignees in levels.${level}, or escalate to '${instead}'.`,
      };
    });
}

function expiring(
  who: string,
  { onExpiry, escalateTo = 'human_review' }: { onExpiry?: string; escalateTo?: Level },
) {
  return onExpiry === 'escalate' ? [{ who, level: escalateTo }] : [];
}

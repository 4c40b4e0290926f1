import type { TriggerCondition, TriggerRun } from '../../contract/trigger';
import type { ConditionAnswer } from '../../rules/triggers/trigger-facts';
import { deepFreeze, describe, within } from '../condition';
import { conceal } from './sensitive-data/kinds';

const REASON_LENGTH = 500;
const MESSAGE_LENGTH = 100_000;

/**
 * Asks functions of the config about one report. What throws, takes too long or gives no boolean and no reason has
 * failed, and that counts as yes (fail closed).
 */
export function askAbout(
  context: Record<string, unknown>,
  run: TriggerRun,
): (condition: TriggerCondition) => Promise<ConditionAnswer> {
  let frozen: Record<string, unknown> | undefined;
  return async (condition) => {
    const failed = (why: string): ConditionAnswer => ({ answer: 'failed', why: why.slice(0, REASON_LENGTH) });
    try {
      frozen ??= deepFreeze(structuredClone(context));
      const answer: unknown = await within(condition(frozen, Object.freeze({ ...run })));
      if (typeof answer === 'string') return { answer: 'yes', why: answer.slice(0, REASON_LENGTH) };
      if (typeof answer === 'boolean') return { answer: answer ? 'yes' : 'no' };
      return failed(
        `the condition answered no boolean and no reason but ${answer === null ? 'null' : typeof answer}`,
      );
    } catch (error) {
      // A message often quotes what it could not handle.
      return failed(conceal(`the condition threw: ${describe(error).slice(0, MESSAGE_LENGTH)}`));
    }
  };
}

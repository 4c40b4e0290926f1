import type { TriggerRun, Violation } from '../../contract/trigger';
import type { ConditionAnswer } from '../../rules/triggers/trigger-facts';
import { deepFreeze, failureOf, readContext, within } from '../condition';
import { ALL_PRESENT, fieldsOf, withPresentFields } from '../present-fields';
import { conceal } from './sensitive-data/kinds';

const REASON_LENGTH = 500;
const MESSAGE_LENGTH = 100_000;

/**
 * Asks functions of the config about one report. What throws, takes too long, reads a field that is not there or gives no
 * boolean and no reason has failed, and that counts as yes (fail closed).
 */
export function askAbout(
  context: Record<string, unknown>,
  run: TriggerRun,
): (judging: Pick<Violation, 'condition' | 'context'>) => Promise<ConditionAnswer> {
  let frozen: Record<string, unknown> | undefined;
  return async ({ condition, context: schema }) => {
    const failed = (why: string): ConditionAnswer => ({ answer: 'failed', why: why.slice(0, REASON_LENGTH) });
    try {
      frozen ??= deepFreeze(structuredClone(context));
      const read = readContext(schema, frozen, 'trigger');
      if ('problem' in read) return failed(conceal(read.problem));
      const present = withPresentFields(read.data, 'context', fieldsOf(schema));
      const answer: unknown = await within(
        condition(present, withPresentFields({ ...run }, 'run', ALL_PRESENT)),
      );
      if (typeof answer === 'string') return { answer: 'yes', why: answer.slice(0, REASON_LENGTH) };
      if (typeof answer === 'boolean') return { answer: answer ? 'yes' : 'no' };
      return failed(
        `the condition answered no boolean and no reason but ${answer === null ? 'null' : typeof answer}`,
      );
    } catch (error) {
      // A message often quotes what it could not handle.
      return failed(conceal(failureOf(error).slice(0, MESSAGE_LENGTH)));
    }
  };
}

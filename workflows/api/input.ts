import type { z } from 'zod';
import { type Duration, DurationSchema, toMilliseconds } from '../../contract/duration';
import { type OptionNames, unknownOption } from '../../contract/text';
import { InvalidInput } from './errors';

/** The value as the schema reads it. @throws InvalidInput that names the fields */
export function checked<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 10)
    .map(({ path, message }) => `${path.join('.') || what}: ${message}`);
  throw new InvalidInput(problems.join('; '));
}

/** A duration in milliseconds. @throws InvalidInput that names the option */
export function checkedDuration(duration: Duration, what: string): number {
  return toMilliseconds(checked(DurationSchema, duration, what));
}

/** The options, if each is known. @throws InvalidInput that names the one that is not */
export function onlyKnown<O extends object>(options: O, known: OptionNames<O>): O {
  const problem = unknownOption(options, known);
  if (problem !== undefined) throw new InvalidInput(problem);
  return options;
}

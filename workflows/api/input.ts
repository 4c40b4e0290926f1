import type { z } from 'zod';
import { type Duration, DurationSchema, toMilliseconds } from '../../contract/duration';
import { describeIssues } from '../../contract/issues';
import { type OptionNames, unknownOption } from '../../contract/text';
import { InvalidInput } from './errors';

/** The value parsed by the schema. @throws InvalidInput that names the fields */
export function checked<S extends z.ZodType>(schema: S, value: unknown, name: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(describeIssues(parsed.error, name));
}

/** A duration in milliseconds. @throws InvalidInput that names the option */
export function checkedDuration(duration: Duration, name: string): number {
  return toMilliseconds(checked(DurationSchema, duration, name));
}

/** The options, if all are known. @throws InvalidInput that names the unknown option */
export function onlyKnown<O extends object>(options: O, known: OptionNames<O>): O {
  const problem = unknownOption(options, known);
  if (problem !== undefined) throw new InvalidInput(problem);
  return options;
}

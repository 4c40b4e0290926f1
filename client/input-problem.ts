import type { z } from 'zod';
import { DurationSchema, toMilliseconds } from '../contract/duration';
import { InvalidInput } from '../contract/errors';
import { type OptionNames, unknownOption } from '../contract/known-options';
import { NameSchema } from '../contract/text';
import { reservedIdProblem } from '../rules/reserved-id';

/** The value as the schema reads it. @throws InvalidInput that names the fields */
export function checked<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(problems(parsed.error, what));
}

/** What is wrong with which field, in one line; `what` names the value as a whole. */
export function problems(error: z.ZodError, what: string): string {
  return error.issues
    .slice(0, 10)
    .map(({ path, message }) => `${path.join('.') || what}: ${message}`)
    .join('; ');
}

/** The id, if Temporal and design rule 19 allow it. @throws InvalidInput */
export function checkedId(id: unknown): string {
  return checked(NameSchema, id, 'id');
}

/** The same of something that is to be started under it. @throws InvalidInput also where the id is reserved */
export function checkedFreshId(id: unknown): string {
  const name = checkedId(id);
  const problem = reservedIdProblem(name);
  if (problem !== undefined) throw new InvalidInput(`id: ${problem}`);
  return name;
}

/** A duration in milliseconds. @throws InvalidInput that names the option */
export function checkedDuration(duration: unknown, what: string): number {
  return toMilliseconds(checked(DurationSchema, duration, what));
}

/** The options, if each is known. @throws InvalidInput that names the one that is not */
export function onlyKnown<O extends object>(options: O, known: OptionNames<O>): O {
  const problem = unknownOption(options ?? {}, known);
  if (problem !== undefined) throw new InvalidInput(problem);
  return options;
}

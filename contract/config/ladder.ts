import { z } from 'zod';
import { DurationSchema, type Duration, toMilliseconds } from '../duration';
import { LEVELS, type Level } from '../names';
import { NameSchema } from '../text';

/** One rung of the ladder: who is asked, and how long they have. */
export const RungSchema = z
  .strictObject({
    /** People and teams. */
    assignees: z.array(NameSchema).min(1, 'names nobody: leave the level out, and it is skipped'),
    /** Nobody acknowledged in so long: promoted. */
    acknowledgeWithin: DurationSchema.default('15m'),
    /** Acknowledged but not resolved in so long: the acknowledgement lapses. */
    resolveWithin: DurationSchema.default('4h'),
    /** While a clock runs, the assignees are reminded every so often. Default: never. */
    remindEvery: DurationSchema.optional(),
  })
  .superRefine(({ remindEvery, ...within }, problems) => {
    const flooded = CLOCKS.find((clock) => remindEvery && isTooOften(remindEvery, within[clock]));
    if (flooded)
      problems.addIssue({
        code: 'custom',
        path: ['remindEvery'],
        message: `would remind over 100 times before ${flooded} is over: make it longer`,
      });
  });

const CLOCKS = ['acknowledgeWithin', 'resolveWithin'] as const;

function isTooOften(remindEvery: Duration, within: Duration): boolean {
  return toMilliseconds(remindEvery) * 100 < toMilliseconds(within);
}

export const LevelsSchema = z.strictObject(
  Object.fromEntries(LEVELS.map((level) => [level, RungSchema.optional()])) as Record<
    Level,
    z.ZodOptional<typeof RungSchema>
  >,
);

export const EscalationPolicySchema = z.strictObject({
  /** How often the whole ladder is climbed again when nobody at the top acknowledged. */
  repeat: z.number().int().min(0).max(10).default(0),
  /** What happens when nobody acknowledged at all. */
  finally: z.enum(['abort', 'continue', 'wait']).default('abort'),
});

export type Finally = z.output<typeof EscalationPolicySchema>['finally'];

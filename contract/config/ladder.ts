import { z } from 'zod';
import { DurationSchema, type Duration, toMilliseconds } from '../duration';
import type { Level } from '../names';
import { FinallySchema } from '../records/escalation';
import { NameSchema } from '../text';

/** One rung of the ladder: the assignees of a level, and how long they have. */
export const RungSchema = z
  .strictObject({
    /** People and teams. */
    assignees: z
      .array(NameSchema)
      .min(1, 'must name at least one person or team: leave the level out to skip it'),
    /** If nobody acknowledges the escalation in this time, it is promoted. */
    acknowledgeWithin: DurationSchema.default('15m'),
    /** If an acknowledged escalation is not resolved in this time, the acknowledgement lapses. */
    resolveWithin: DurationSchema.default('4h'),
    /** How often the assignees are reminded while a deadline is running. Default: never. */
    remindEvery: DurationSchema.optional(),
  })
  .superRefine(({ remindEvery, ...within }, problems) => {
    const flooded = CLOCKS.find((clock) => remindEvery && isTooOften(remindEvery, within[clock]));
    if (flooded)
      problems.addIssue({
        code: 'custom',
        path: ['remindEvery'],
        message: `would send over 100 reminders before ${flooded} ends: make it longer`,
      });
  });

const CLOCKS = ['acknowledgeWithin', 'resolveWithin'] as const;

function isTooOften(remindEvery: Duration, within: Duration): boolean {
  return toMilliseconds(remindEvery) * 100 < toMilliseconds(within);
}

export const LevelsSchema = z.strictObject({
  /** The lowest level: a person looks at the run. */
  human_review: RungSchema.optional(),
  /** The level above `human_review`. */
  supervisor: RungSchema.optional(),
  /** The level above `supervisor`. */
  manager: RungSchema.optional(),
  /** The level above `manager`. */
  executive: RungSchema.optional(),
  /** The highest level. */
  emergency: RungSchema.optional(),
} satisfies Record<Level, unknown>);

export const EscalationPolicySchema = z.strictObject({
  /** How often the whole ladder is repeated when the highest level did not acknowledge. */
  repeat: z.number().int().min(0).max(10).default(0),
  /** What happens when the escalation was never acknowledged. */
  finally: FinallySchema.default('abort'),
});

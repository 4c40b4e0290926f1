import { z } from 'zod';
import { LONGEST_DURATION } from './duration';
import { ExactJsonSchema } from './json';
import { LIMITS } from './limits';
import { NameSchema, text } from './text';

/** What makes a request a confirmation: no policies, one person who is asked, and perhaps a value to type. */
export const ConfirmationSchema = z.strictObject({
  /** What the person reads. */
  message: text(LIMITS.descriptionBytes).min(1, 'must say what will happen'),
  /** People and teams; any one of them confirms. */
  confirmers: z.array(NameSchema).min(1, 'names nobody'),
  /** To be typed exactly; compared in the workflow. */
  confirmValue: text(LIMITS.nameBytes).min(1).optional(),
  /** Milliseconds to confirm. */
  expireAfter: z.number().int().positive().max(LONGEST_DURATION),
});

/** The arguments of a guarded call: what is shown is exactly what is run. */
export const ArgumentsSchema = z.array(ExactJsonSchema);

export type Confirmation = z.output<typeof ConfirmationSchema>;

import { z } from 'zod';
import { JsonPointerSchema } from '../json-pointer';
import { LIMITS } from '../limits';
import { SEVERITIES } from '../names';

/**
 * The fields of a policy and of the fallback that say how a request is shown (design rule 28). If several policies
 * match, the strictest value of each field applies.
 */
export const presentationFields = {
  /**
   * How much damage a wrong approval can do. The highest severity of all matching policies applies. Default: none is
   * shown.
   */
  severity: z.enum(SEVERITIES).optional(),
  /**
   * The facts that matter most, as JSON Pointers into the context, such as `['/amount', '/to']`. They are shown first. At
   * most 10; those of all matching policies are shown.
   */
  highlight: z
    .array(JsonPointerSchema)
    .min(1, 'an empty list highlights nothing: leave it out')
    .max(
      LIMITS.highlights,
      `has more than ${LIMITS.highlights} pointers: name only the facts that matter most`,
    )
    .optional(),
  /** Whether everything must be opened before anyone can approve. An approval must then carry `expected.contentHash`. Default false. */
  mustReadAll: z.boolean().optional(),
  /** Whether the request may be approved together with others, in one step. Default true. */
  bulk: z.boolean().optional(),
};

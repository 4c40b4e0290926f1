import { z } from 'zod';
import { ExactJsonSchema } from './json';
import { LIMITS, utf8Bytes } from './limits';
import { LevelSchema, NameSchema, text } from './text';
import { hasIdIfSigned, NO_ID, SignatureSchema } from './signature';

const attemptFields = {
  /** Idempotency key, within its person. */
  decisionId: NameSchema.optional(),
  /** Set by a client that sends one attempt through two transports. */
  attemptId: NameSchema.optional(),
  /** The tool it came from, as that tool says. */
  via: NameSchema.optional(),
  /** When the client sent it, by its own clock (milliseconds since 1970). */
  sentAt: z.number().int().nonnegative().optional(),
};
/** Of what people do to an escalation, as of a decision on a request. */
const signableFields = {
  /** Where decisions must be signed, by whom this one is vouched for; ignored elsewhere. */
  signature: SignatureSchema.optional(),
  ...attemptFields,
};
const noteText = text(LIMITS.notesBytes);

/** "I have it": stops promotion, not the deadline. */
export const AcknowledgeSchema = z
  .strictObject({
    acknowledgedBy: NameSchema,
    notes: noteText.optional(),
    ...signableFields,
  })
  .refine(hasIdIfSigned, NO_ID);

export const ResolveSchema = z
  .strictObject({
    resolvedBy: NameSchema,
    action: z.enum(['continue', 'abort', 'modify']),
    /** What was found and done. */
    resolution: noteText.refine((value) => value.trim() !== '', { error: 'must say what was found or done' }),
    /** Handed to the agent's next step, exactly once. JSON of at most 48 KB; with `modify` and only there. */
    modification: ExactJsonSchema.optional().refine(
      (value) => value === undefined || utf8Bytes(JSON.stringify(value)) <= 48 * 1024,
      {
        error: 'is larger than 48 KB',
      },
    ),
    ...signableFields,
  })
  .refine(hasIdIfSigned, NO_ID)
  .refine(({ action, modification }) => (action === 'modify') === (modification !== undefined), {
    error: "goes with action 'modify', and only there",
    path: ['modification'],
  });

export const PromoteSchema = z
  .strictObject({
    promotedBy: NameSchema,
    reason: noteText.optional(),
    /** The level that the person saw: promoted meanwhile, a second click does not promote again. */
    expectedLevel: LevelSchema.optional(),
    ...signableFields,
  })
  .refine(hasIdIfSigned, NO_ID);

export const ReassignSchema = z
  .strictObject({
    reassignedBy: NameSchema,
    /** People and teams: instead of the present level's. */
    assignees: z.array(NameSchema).min(1, 'names nobody').max(50),
    reason: noteText.optional(),
    ...signableFields,
  })
  .refine(hasIdIfSigned, NO_ID);

/** From the run: it would escalate again while this is open. */
export const RaiseSchema = z.strictObject({
  level: LevelSchema,
  reason: noteText,
  escalatedBy: NameSchema.optional(),
  /** The names of the triggers that fired. */
  triggers: z.array(NameSchema).optional(),
});

export type AcknowledgeMessage = z.output<typeof AcknowledgeSchema>;
export type ResolveMessage = z.output<typeof ResolveSchema>;
export type PromoteMessage = z.output<typeof PromoteSchema>;
export type ReassignMessage = z.output<typeof ReassignSchema>;
export type RaiseMessage = z.output<typeof RaiseSchema>;

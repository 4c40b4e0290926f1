import { z } from 'zod';
import { attemptFields } from './decision';
import { ExactJsonSchema } from './json';
import { utf8Bytes } from './limits';
import { hasIdIfSigned, NO_ID, SignatureSchema } from './signature';
import { LevelSchema, NameSchema, NoteSchema } from './text';

/** The fields of every attempt that can be signed. */
const signableFields = {
  /** Required where decisions must be signed; ignored otherwise. */
  signature: SignatureSchema.optional(),
  ...attemptFields,
};

/** A person takes the escalation. The next level is not asked, and a new deadline begins: the time to resolve it. */
export const AcknowledgeSchema = z
  .strictObject({
    acknowledgedBy: NameSchema,
    notes: NoteSchema.optional(),
    ...signableFields,
  })
  .refine(hasIdIfSigned, NO_ID);

export const ResolveSchema = z
  .strictObject({
    resolvedBy: NameSchema,
    action: z.enum(['continue', 'abort', 'modify']),
    /** What the person found and did. */
    resolution: NoteSchema.refine((value) => value.trim() !== '', {
      error: 'must say what was found or done',
    }),
    /** The next step of the agent gets it exactly once. JSON of at most 48 KB. Required with `modify`, and only allowed there. */
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
    error: "is required with action 'modify', and not allowed with any other",
    path: ['modification'],
  });

export const PromoteSchema = z
  .strictObject({
    promotedBy: NameSchema,
    reason: NoteSchema.optional(),
    /** The level that the person saw. If it has been promoted since, a second click does not promote it again. */
    expectedLevel: LevelSchema.optional(),
    ...signableFields,
  })
  .refine(hasIdIfSigned, NO_ID);

export const ReassignSchema = z
  .strictObject({
    reassignedBy: NameSchema,
    /** The people and teams that replace the current assignees. */
    assignees: z.array(NameSchema).min(1, 'must name at least one person or team').max(50),
    reason: NoteSchema.optional(),
    ...signableFields,
  })
  .refine(hasIdIfSigned, NO_ID);

/** Sent by the run when it escalates again while this escalation is open. */
export const RaiseSchema = z.strictObject({
  level: LevelSchema,
  reason: NoteSchema,
  escalatedBy: NameSchema.optional(),
  /** The names of the triggers that fired. */
  triggers: z.array(NameSchema).optional(),
});

export type AcknowledgeMessage = z.output<typeof AcknowledgeSchema>;
export type ResolveMessage = z.output<typeof ResolveSchema>;
export type PromoteMessage = z.output<typeof PromoteSchema>;
export type ReassignMessage = z.output<typeof ReassignSchema>;
export type RaiseMessage = z.output<typeof RaiseSchema>;

import { z } from 'zod';
import { LIMITS } from '../../../contract/limits';
import { LevelSchema, text } from '../../../contract/text';

/** What the buttons of a card are called. */
export const BUTTONS = {
  approve: 'hitl_approve',
  reject: 'hitl_reject',
  acknowledge: 'hitl_acknowledge',
  open: 'hitl_open',
} as const;

const id = text(LIMITS.nameBytes).min(1);

/** What a button carries: what the person was looking at when clicking. */
export const ButtonValueSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('request'),
    id,
    stage: z.int().positive().optional(),
    contentHash: z.string().max(100).optional(),
    /** A value must be typed to approve it. */
    typed: z.literal(true).optional(),
  }),
  z.strictObject({ kind: z.literal('escalation'), id, level: LevelSchema.optional() }),
]);

export type ButtonValue = z.output<typeof ButtonValueSchema>;
export type RequestValue = Extract<ButtonValue, { kind: 'request' }>;
export type EscalationValue = Extract<ButtonValue, { kind: 'escalation' }>;

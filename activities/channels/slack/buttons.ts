import { z } from 'zod';
import { LIMITS } from '../../../contract/limits';
import { LevelSchema, text } from '../../../contract/text';

/** The action ids of a card's buttons. */
export const BUTTONS = {
  approve: 'hitl_approve',
  answer: 'hitl_answer',
  reject: 'hitl_reject',
  acknowledge: 'hitl_acknowledge',
  open: 'hitl_open',
} as const;

const id = text(LIMITS.nameBytes).min(1);

/** The value of a button: what the card showed when the person clicked. */
export const ButtonValueSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('request'),
    id,
    stage: z.int().positive().optional(),
    contentHash: z.string().max(100).optional(),
    /** The person must type a value to approve. */
    typed: z.literal(true).optional(),
    /** The person fills in the form of the request. */
    form: z.literal(true).optional(),
    /** The dialog offers no approval: the card does not show everything, or asks before an approval. */
    only: z.literal('respond').optional(),
  }),
  z.strictObject({ kind: z.literal('escalation'), id, level: LevelSchema.optional() }),
]);

export type ButtonValue = z.output<typeof ButtonValueSchema>;
export type RequestValue = Extract<ButtonValue, { kind: 'request' }>;
export type EscalationValue = Extract<ButtonValue, { kind: 'escalation' }>;

import { z } from '@hono/zod-openapi';
import { TimeSchema } from './json';
import { DoorSchema, OutcomeSchema } from './words';

const attempt = {
  at: TimeSchema,
  door: DoorSchema,
  decisionId: z.string().optional(),
  attemptId: z.string().optional(),
  via: z.string().optional(),
  keyId: z
    .string()
    .optional()
    .openapi({ description: 'Of a signed one: the key that a worker checked it by.' }),
};

export const DecisionSchema = z
  .strictObject({
    ...attempt,
    decision: z.enum(['approve', 'reject']),
    decidedBy: z.string(),
    stage: z.int(),
    notes: z.string().optional(),
    reason: z.string().optional(),
    void: z.string().optional().openapi({ description: 'Why it no longer counts.' }),
    cutTexts: z.string().optional().openapi({
      description:
        'Set where notes or reason were cut, since all of them together were too long: the digest of the whole.',
    }),
  })
  .openapi('Decision', { description: 'A decision that counted.' });

export const RefusalSchema = z
  .strictObject({
    ...attempt,
    attempt: z.enum(['approve', 'reject', 'cancel', 'unreadable']),
    by: z.string().optional(),
    outcome: OutcomeSchema,
    message: z.string(),
  })
  .openapi('Refusal', { description: 'An attempt that was refused while the request was open.' });

export const WrongValueSchema = z
  .strictObject({ at: TimeSchema, by: z.string(), attemptId: z.string().optional() })
  .openapi('WrongValue', { description: 'That somebody typed a wrong value; never the value itself.' });

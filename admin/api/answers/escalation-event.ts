import { z } from '@hono/zod-openapi';
import { TimeSchema } from './json';
import { FinallySchema } from './ladder';
import { LevelSchema } from './words';

export const ResolutionActionSchema = z.enum(['continue', 'abort', 'modify']).openapi('ResolutionAction');

const level = LevelSchema;
const by = z.string();
const reason = z.string();
const signed = { keyId: z.string().optional() };
const people = { assignees: z.array(z.string()), more: z.int().optional() };
const again = { reason, by: by.optional(), triggers: z.array(z.string()).optional() };

function event<What extends string, Shape extends z.ZodRawShape>(what: What, shape: Shape) {
  return z.strictObject({ what: z.literal(what), at: TimeSchema, ...shape });
}

export const EscalationEventSchema = z
  .discriminatedUnion('what', [
    event('opened', { level, reason }),
    event('skipped', { level }),
    event('notified', { level, ...people }),
    event('reminded', { level }),
    event('acknowledged', { by, level, notes: z.string().optional(), ...signed }),
    event('lapsed', { by, level }),
    event('promoted', { from: level, to: level, by: by.optional(), reason: reason.optional(), ...signed }),
    event('repeated', { round: z.int(), level }),
    event('raised', { from: level, to: level, ...again }),
    event('added', { level, ...again }),
    event('reassigned', { by, ...people, level, reason: reason.optional(), ...signed }),
    event('finally', { action: FinallySchema }),
    event('resolved', { by, action: ResolutionActionSchema, resolution: z.string(), ...signed }),
    event('cancelled', { by, reason: reason.optional() }),
    event('omitted', { count: z.int() }),
  ])
  .openapi('EscalationEvent', { description: 'One thing that happened.' });

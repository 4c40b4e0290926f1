import { z } from '@hono/zod-openapi';
import { VERDICT_OUTCOMES } from '../../../contract/decision';
import { EscalationStatus } from '../../../contract/escalation';
import {
  ApprovalStatus,
  EscalationLevel,
  EscalationTriggerType,
  REQUEST_KINDS,
} from '../../../contract/names';
import { RunStatus } from '../../../contract/run';

/** Any JSON. In the document it is `{}`: a recursive schema would say no more, and break what generates clients. */
export const JsonSchema = z.unknown() as z.ZodType as z.ZodType<z.core.util.JSONType>;

type JsonObject = Record<string, z.core.util.JSONType>;

/** A JSON object, such as the context of a request, as it came: a record would drop `__proto__` without a word. */
export const JsonObjectSchema = z
  .custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    error: 'must be an object',
  })
  .openapi({ type: 'object', additionalProperties: {} });

/** A time as ISO 8601 in UTC. */
export const TimeSchema = z.iso.datetime();

export const RequestKindSchema = z.enum(REQUEST_KINDS).openapi('RequestKind');
export const RequestStatusSchema = z.enum(ApprovalStatus).openapi('RequestStatus');
export const EscalationStatusSchema = z.enum(EscalationStatus).openapi('EscalationStatus');
export const RunStatusSchema = z.enum(RunStatus).openapi('RunStatus');
export const LevelSchema = z
  .enum(EscalationLevel)
  .openapi('Level', { description: 'How high an escalation goes, lowest first.' });
export const TriggerTypeSchema = z.enum(EscalationTriggerType).openapi('TriggerType');
export const OutcomeSchema = z
  .enum(VERDICT_OUTCOMES)
  .openapi('Outcome', { description: 'What became of an attempt. `queued`: delivered, not judged yet.' });
export const DoorSchema = z
  .enum(['update', 'signal', 'temporal'])
  .openapi('Door', { description: 'The way by which an attempt came to the workflow.' });

/** Of a row that Temporal has in part or in whole in a form that cannot be decoded. */
export const UnreadableSchema = z.string().optional().openapi({
  description:
    'What Temporal has of it that cannot be decoded, and why. The fields that depend on it are absent or empty.',
});

/** Of a row that asks more people than its list names. */
export const IncompleteSchema = z.literal(true).optional().openapi({
  description: 'More people are asked than the list names. Read it by its id for all of them.',
});

/** A page of a list, as the client's `Listed` is one. */
export function listOf<Item extends z.ZodType>(item: Item, name: string) {
  return z
    .strictObject({
      items: z.array(item),
      nextCursor: z.string().optional().openapi({
        description: 'Absent on the last page. A page may be short or empty and not be the last.',
      }),
    })
    .openapi(name);
}

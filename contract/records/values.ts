import { z } from 'zod';
import {
  ApprovalStatus,
  DECISION_KINDS,
  EscalationLevel,
  EscalationStatus,
  EscalationTriggerType,
  REQUEST_KINDS,
  RunStatus,
  SEVERITIES,
  VERDICT_OUTCOMES,
} from '../names';

/*
 * Values that several records contain. The modules of this folder hold the schemas of what workflows keep and what the
 * API answers. Workflows and rules import only types from them: each schema that a workflow loads costs memory and time.
 * `id` in `.meta` is the name of the component in the OpenAPI document.
 */

/**
 * Any JSON. In the document it is `{}`: a recursive schema would add no information, and it breaks client generators.
 */
export const JsonSchema = z.unknown() as z.ZodType as z.ZodType<z.core.util.JSONType>;

type JsonObject = Record<string, z.core.util.JSONType>;

/** A JSON object, such as the context of a request. `z.record` would silently drop the key `__proto__`. */
export const JsonObjectSchema = z
  .custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    error: 'must be an object',
  })
  .meta({ type: 'object', additionalProperties: {} });

/** A time as ISO 8601 in UTC. */
export const TimeSchema = z.iso.datetime();

export const RequestKindSchema = z.enum(REQUEST_KINDS).meta({ id: 'RequestKind' });
export const RequestStatusSchema = z.enum(ApprovalStatus).meta({ id: 'RequestStatus' });
export const DecisionKindSchema = z
  .enum(DECISION_KINDS)
  .meta({ id: 'DecisionKind', description: 'What a person can decide.' });
export const EscalationStatusSchema = z.enum(EscalationStatus).meta({ id: 'EscalationStatus' });
export const RunStatusSchema = z.enum(RunStatus).meta({ id: 'RunStatus' });

/** The level as a named component. The messages of workflows use `LevelSchema` of `contract/text`. */
export const NamedLevelSchema = z
  .enum(EscalationLevel)
  .meta({ id: 'Level', description: 'How high an escalation goes, lowest first.' });

export const SeveritySchema = z
  .enum(SEVERITIES)
  .meta({ id: 'Severity', description: 'How much damage a wrong approval can do, lowest first.' });

export const TriggerTypeSchema = z.enum(EscalationTriggerType).meta({ id: 'TriggerType' });

export const VerdictOutcomeSchema = z.enum(VERDICT_OUTCOMES).meta({
  id: 'Outcome',
  description: 'The result of an attempt. `queued`: delivered, but no worker has judged it yet.',
});

export const TransportSchema = z
  .enum(['update', 'signal', 'temporal'])
  .meta({ id: 'Transport', description: 'How an attempt reached the workflow.' });
export type Transport = z.output<typeof TransportSchema>;

export const UnknownFieldsSchema = z.array(z.string()).optional().meta({
  description:
    'The fields that are unknown because no worker answered. They are empty. Absent when everything is known.',
});

import { z } from '@hono/zod-openapi';

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

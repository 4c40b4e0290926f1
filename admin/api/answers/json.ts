import { z } from '@hono/zod-openapi';

/** Any JSON. In the document it is `{}`: a recursive schema would say no more, and break what generates clients. */
export const JsonSchema = z.unknown() as z.ZodType as z.ZodType<z.core.util.JSONType>;

/** A JSON object, such as the context of a request. */
export const JsonObjectSchema = z.record(z.string(), JsonSchema);

/** A time as ISO 8601 in UTC. */
export const TimeSchema = z.iso.datetime();

import { z } from 'zod';

const ParameterSchema = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: z.unknown().optional(),
});

const ContentSchema = z.record(z.string(), z.looseObject({ schema: z.unknown().optional() }));

const OperationSchema = z.looseObject({
  summary: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  parameters: z.array(ParameterSchema).optional(),
  requestBody: z.looseObject({ content: ContentSchema }).optional(),
  responses: z.record(
    z.string(),
    z.looseObject({ description: z.string(), content: ContentSchema.optional() }),
  ),
});

/** One call of the API, as a page shows it. */
export interface Operation extends z.output<typeof OperationSchema> {
  method: string;
  path: string;
}

/** The calls of an OpenAPI document, in its order. */
export function operationsOf({ paths }: { paths?: object | undefined }): Operation[] {
  return Object.entries((paths ?? {}) as Record<string, object>).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const { data } = OperationSchema.safeParse(operation);
      return data ? [{ ...data, method: method.toUpperCase(), path: `/api${path}` }] : [];
    }),
  );
}

/** The name of the schema that is referred to; else nothing. */
export function refersTo(schema: unknown): string | undefined {
  const { $ref } = (schema ?? {}) as { $ref?: unknown };
  return typeof $ref === 'string' ? $ref.split('/').at(-1) : undefined;
}

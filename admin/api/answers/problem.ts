import { z } from '@hono/zod-openapi';

/** What is wrong with one field of a request. */
const FieldProblemSchema = z
  .strictObject({
    path: z.string().openapi({ description: 'The field, such as `context.amount`; empty: the body itself.' }),
    message: z.string(),
  })
  .openapi('FieldProblem');

/** The answer when there is no other, as RFC 9457 has it: `application/problem+json`. */
export const ProblemSchema = z
  .strictObject({
    type: z.string().openapi({ format: 'uri-reference' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    name: z
      .string()
      .optional()
      .openapi({ description: 'Of the error, and stable: `RequestNotFound`, `NoWorkerError`.' }),
    errors: z.array(FieldProblemSchema).optional(),
  })
  .openapi('Problem');

export type Problem = z.output<typeof ProblemSchema>;

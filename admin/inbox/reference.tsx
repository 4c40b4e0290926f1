import type { Hono } from 'hono';
import { z } from 'zod';
import type { AdminContext } from '../http/context';
import type { SignIn } from '../sign-in/authenticate';
import { Layout, show } from './parts/layout';
import { JsonBlock } from './parts/values';
import { openVisit, type Visit } from './visit';

/*
 * The API reference, from the OpenAPI document that the API generates.
 */

/** The parts of an OpenAPI document that this page reads. */
export interface ApiDocument {
  info: { description?: string | undefined };
  components?: { schemas?: object | undefined } | undefined;
  paths?: object | undefined;
}

interface ReferenceProps {
  visit?: Visit;
  introduction: string;
  operations: readonly ApiOperation[];
  schemas: object;
}

function ReferencePage({ visit, introduction, operations, schemas }: ReferenceProps) {
  const tags = [...new Set(operations.flatMap((operation) => operation.tags ?? ['other']))];
  return (
    <Layout title="API" visit={visit}>
      <h1>API</h1>
      <p class="written">{introduction}</p>
      <p>
        For programs: <a href="/api/openapi.json">openapi.json</a>
      </p>
      {tags.map((tag) => (
        <section>
          <h2>{tag}</h2>
          {operations
            .filter((operation) => (operation.tags ?? ['other']).includes(tag))
            .map((operation) => (
              <OperationPart operation={operation} />
            ))}
        </section>
      ))}
      <section>
        <h2>Schemas</h2>
        {Object.entries(schemas as Record<string, unknown>).map(([name, schema]) => (
          <details id={`schema-${name}`}>
            <summary>{name}</summary>
            <JsonBlock value={schema} label={name} />
          </details>
        ))}
      </section>
    </Layout>
  );
}

/** Adds the API reference. Like the document, it needs no sign-in. */
export function addReferencePage(
  app: Hono,
  admin: AdminContext,
  signIn: SignIn,
  readDocument: () => ApiDocument,
): void {
  app.get('/reference', async (c) => {
    const visit = await openVisit(c, admin, signIn);
    const document = readDocument();
    const page = (
      <ReferencePage
        introduction={document.info.description ?? ''}
        operations={operationsOf(document)}
        schemas={document.components?.schemas ?? {}}
        visit={visit}
      />
    );
    return show(c, page);
  });
}

/** One operation of the API. */
function OperationPart({ operation }: { operation: ApiOperation }) {
  const { method, path, summary, description, parameters = [], requestBody, responses } = operation;
  const body = requestBody?.content['application/json']?.schema;
  return (
    <details class="operation">
      <summary>
        <code>
          {method} {path}
        </code>{' '}
        {summary}
      </summary>
      {description ? <p class="written">{description}</p> : null}
      {parameters.length === 0 ? null : (
        <dl class="facts">
          {parameters.map(({ name, in: place, required, description: about }) => (
            <div>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>
                {place}
                {required ? ', required' : ''}
                {about ? `: ${about}` : ''}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {body === undefined ? null : (
        <div class="field">
          Body: <Schema schema={body} label={`Body of ${method} ${path}`} />
        </div>
      )}
      <dl class="facts">
        {Object.entries(responses).map(([status, { description: about, content }]) => {
          const name = refersTo(content?.['application/json']?.schema);
          return (
            <div>
              <dt>{status}</dt>
              <dd>
                {about}
                {name === undefined ? null : (
                  <>
                    {' '}
                    <a href={`#schema-${name}`}>{name}</a>
                  </>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </details>
  );
}

function Schema({ schema, label }: { schema: unknown; label: string }) {
  const name = refersTo(schema);
  return name === undefined ? (
    <JsonBlock value={schema} label={label} />
  ) : (
    <a href={`#schema-${name}`}>{name}</a>
  );
}

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

/** One operation of the API, with its method and path. */
interface ApiOperation extends z.output<typeof OperationSchema> {
  method: string;
  path: string;
}

/** The operations of an OpenAPI document, in its order. */
function operationsOf({ paths }: ApiDocument): ApiOperation[] {
  return Object.entries((paths ?? {}) as Record<string, object>).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const { data } = OperationSchema.safeParse(operation);
      return data ? [{ ...data, method: method.toUpperCase(), path: `/api${path}` }] : [];
    }),
  );
}

/** The name of the schema that a `$ref` names. */
function refersTo(schema: unknown): string | undefined {
  const { $ref } = (schema ?? {}) as { $ref?: unknown };
  return typeof $ref === 'string' ? $ref.split('/').at(-1) : undefined;
}

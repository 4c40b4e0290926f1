import { Json } from '../parts/json';
import { Layout } from '../parts/layout';
import { Operation as OperationPart } from '../parts/operation';
import type { Operation } from '../reference';
import type { Visit } from '../visit';

interface ReferenceProps {
  visit?: Visit;
  introduction: string;
  operations: readonly Operation[];
  schemas: object;
}

/** The API to read, from the document that it generates. */
export function ReferencePage({ visit, introduction, operations, schemas }: ReferenceProps) {
  const tags = [...new Set(operations.flatMap((operation) => operation.tags ?? ['other']))];
  return (
    <Layout title="API" {...(visit && { visit })}>
      <h1>API</h1>
      <p class="written">{introduction}</p>
      <p>
        The same for programs: <a href="/api/openapi.json">openapi.json</a>
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
            <Json value={schema} label={name} />
          </details>
        ))}
      </section>
    </Layout>
  );
}

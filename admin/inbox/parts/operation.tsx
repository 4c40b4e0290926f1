import { type Operation as ApiOperation, refersTo } from '../reference';
import { Json } from './json';

/** One call of the API. */
export function Operation({ operation }: { operation: ApiOperation }) {
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
  return name === undefined ? <Json value={schema} label={label} /> : <a href={`#schema-${name}`}>{name}</a>;
}

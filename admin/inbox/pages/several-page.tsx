import { visible, visibleLine as line } from '../../../rules/text';
import { requestAt } from '../addresses';
import type { Result } from '../decide-several';
import { Layout } from '../parts/layout';
import type { Visit } from '../visit';

/** What became of each of those that were decided together. */
export function SeveralPage({ visit, results }: { visit: Visit; results: Result[] }) {
  const counted = results.filter((result) => result.counted).length;
  const title = results.length === 0 ? 'Nothing was ticked' : `${counted} of ${results.length} counted`;
  return (
    <Layout
      title="Decided together"
      visit={visit}
      flash={{
        counted: results.length > 0 && counted === results.length,
        title,
        message:
          results.length === 0
            ? 'Tick what you want to decide, and try again.'
            : 'Each was judged by itself. To send this page again counts nothing twice.',
      }}
    >
      <h1>Decided together</h1>
      <ul class="rows">
        {results.map(({ id, action, counted: did, title: outcome, message }) => (
          <li class="row">
            <div class="row-main">
              <a class="row-link" href={requestAt(id)}>
                {action === undefined ? null : <span class="row-title">{line(action)} </span>}
                <span class="row-on">{line(id)}</span>
              </a>
              <p class="row-text">{visible(message)}</p>
            </div>
            <div class="row-aside">
              <span class={did ? 'status' : 'status open'}>
                <span aria-hidden="true">{did ? '✓ ' : '! '}</span>
                {outcome}
              </span>
            </div>
          </li>
        ))}
      </ul>
      <p>
        <a href="/">Back to the inbox</a>
      </p>
    </Layout>
  );
}

import type { RequestView } from '../../../client';
import { keyFacts } from '../../../rules/presentation/facts';
import { endedByText } from '../../../rules/requests/explain';
import { visibleLine as line } from '../../../rules/text';
import { requestAt } from '../addresses';
import type { PastRequest } from '../past-requests';
import { Inline, isInline } from './content/content';
import { At, Status } from './values';

/** How the last requests like this one ended. Renders nothing if there are none. */
export function Past({
  past,
  request,
  locale,
}: {
  past: readonly PastRequest[] | undefined;
  request: RequestView;
  locale: string;
}) {
  if (past?.length === 0) return null;
  return (
    <section>
      <h2>Similar past decisions</h2>
      {past === undefined ? (
        <p class="hint">They could not be read in time. Reload the page to try again.</p>
      ) : (
        <ul class="plain past">
          {past.map((each) => (
            <li>
              <PastRow past={each} highlight={request.plan?.presentation?.highlight} locale={locale} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function PastRow({
  past: { item, request },
  highlight,
  locale,
}: {
  past: PastRequest;
  highlight: string[] | undefined;
  locale: string;
}) {
  const facts = request === undefined ? [] : keyFacts(request.context, highlight);
  return (
    <>
      <p>
        <Status status={item.status} />
        {request?.end === undefined ? null : <> by {line(endedByText(request))}</>}
        {item.closedAt === undefined ? null : (
          <>
            , <At iso={item.closedAt} />
          </>
        )}
        : <a href={requestAt(item.id)}>{line(item.description ?? item.resource ?? item.id)}</a>
      </p>
      <p class="row-meta">
        {facts.map(({ label, content }) =>
          isInline(content) ? (
            <span>
              {line(label)}: <Inline content={content} locale={locale} />
            </span>
          ) : null,
        )}
      </p>
    </>
  );
}

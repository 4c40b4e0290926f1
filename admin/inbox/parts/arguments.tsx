import type { RequestView } from '../../../client';
import { jsonPatch } from '../../../rules/requests/json-patch';
import { listNames, visibleLine as line } from '../../../rules/text';
import { Changes } from './changes';
import { Value } from './content/content';
import { ExactJson } from './content/exact-json';
import { Unfolded } from './content/fold';

interface ArgumentsProps {
  request: RequestView;
  locale: string;
  showAll: boolean;
}

/** The arguments as they will be used, and after an edit who changed them and what was requested. */
export function Arguments({ request, locale, showAll }: ArgumentsProps) {
  const { context, unknown } = request;
  if (unknown?.includes('context')) return <p>Unknown: no worker answered.</p>;
  const value = <Value value={context} locale={locale} />;
  return (
    <>
      <Edited request={request} locale={locale} />
      {Object.keys(context).length === 0 ? (
        <p>No arguments.</p>
      ) : (
        <>
          {showAll ? <Unfolded>{value}</Unfolded> : value}
          <ExactJson value={context} />
        </>
      )}
    </>
  );
}

function Edited({ request, locale }: Omit<ArgumentsProps, 'showAll'>) {
  const { original, revisions = [], revision, context } = request;
  if (original === undefined) return null;
  const people = [...new Set(revisions.map(({ by }) => by))];
  return (
    <div class="note edited">
      <p>
        Edited by {line(listNames(people))}: this is revision {revision}.
      </p>
      <details class="original">
        <summary>What was requested</summary>
        <Changes before={original.context} patch={jsonPatch(original.context, context)} />
        <h3>All arguments, as they were requested</h3>
        <Value value={original.context} locale={locale} />
        <ExactJson value={original.context} />
      </details>
    </div>
  );
}

import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import type { RequestView } from '../../client';
import { inBatches } from '../../rules/batches';
import { visible, visibleLine as line } from '../../rules/text';
import { decideListed } from '../access/decide-listed';
import { problemOf } from '../http/problem';
import { returnTo } from '../sign-in/same-origin';
import { type Notice, noticeOf } from '../text/notice';
import { requestAt } from './addresses';
import { followList } from './following';
import { type Form, decisionIn } from './form';
import type { Handlers, ShowForm } from './handlers';
import { InboxPage } from './home';
import { inboxAt, inboxQuery } from './inbox-query';
import { readInbox } from './list';
import { Layout, show } from './parts/layout';
import type { Selection } from './parts/request-row';
import { WithTimes } from './parts/values';
import {
  choiceIn,
  INCOMPLETE,
  readSelected,
  ReviewPage,
  selectionsIn,
  wasReviewed,
  whatOf,
} from './review-selected';
import { NOT_DONE, type Visit } from './visit';

/*
 * Decides the rows selected in the inbox, after a page that shows what they contain. Each request is decided separately.
 */

/** The list the rows were selected in. The same rows are selected again if they are still there. */
const showInbox: ShowForm = async (visit, form, status) => {
  const query = inboxQuery(new URL(returnTo(form.one('at')), visit.c.req.url).searchParams);
  const list = await readInbox(visit, query);
  const live = followList(inboxAt(query), list);
  const page = <InboxPage visit={visit} query={query} live={live} list={list} />;
  return show(visit.c, page, status);
};

/** The page that shows what the selected requests contain. Changes nothing. */
const showReview: ShowForm = async (visit, form, status) => {
  const reviewed = await readSelected(visit, form);
  return show(visit.c, <ReviewPage visit={visit} form={form} reviewed={reviewed} />, status);
};

export function addDecideSelected(app: Hono, { action }: Handlers): void {
  app.post(
    '/decide-selected',
    action((visit, form) => showReview(visit, form, 200), showInbox),
  );
  app.post(
    '/decide-reviewed',
    action(async (visit, form) => {
      const results = await decideSelected(visit, form);
      return show(visit.c, <DecidedPage visit={visit} results={results} at={returnTo(form.one('at'))} />);
    }, showReview),
  );
}

/** How many decisions are sent to Temporal at a time. */
const CONCURRENCY = 10;

interface SelectedResult extends Notice {
  id: string;
  /** Absent if the request was not read. */
  request?: RequestView;
}

/** Decides the reviewed requests, in order. A failure is part of that request's result and does not stop the others. */
async function decideSelected(visit: Visit, form: Form): Promise<SelectedResult[]> {
  return inBatches(selectionsIn(form), CONCURRENCY, (selection) => decideOne(visit, form, selection));
}

const NOT_SHOWN =
  'The page that shows what this request contains was not opened. Nothing was decided. Open the request, or select its row in the inbox again.';

async function decideOne(
  visit: Visit,
  form: Form,
  selection: Selection | { id: string },
): Promise<SelectedResult> {
  const { admin, who } = visit;
  const { id } = selection;
  const choice = choiceIn(form);
  if (!('row' in selection)) return { id, ...NOT_DONE, message: INCOMPLETE };
  if (!wasReviewed(visit, selection)) return { id, ...NOT_DONE, message: NOT_SHOWN };
  const { row, contentHash } = selection;
  const decision = {
    decisionId: randomUUID(),
    ...decisionIn(form, choice),
    expected: { contentHash },
    row,
  };
  try {
    const { verdict, request, mismatches } = await decideListed(admin, who, id, decision);
    const notice = noticeOf(verdict, choice === 'approve' ? 'Approval counted' : 'Rejection counted');
    return { id, request, ...notice, ...(mismatches && { title: 'The row does not match the request' }) };
  } catch (error) {
    return { id, ...NOT_DONE, message: problemOf(admin, error, id).detail };
  }
}

/** The result for each selected request. */
function DecidedPage({ visit, results, at }: { visit: Visit; results: SelectedResult[]; at: string }) {
  const counted = results.filter((result) => result.counted).length;
  const title =
    results.length === 0 ? 'No requests were selected' : `${counted} of ${results.length} counted`;
  return (
    <Layout
      title="Results"
      visit={visit}
      notice={{
        counted: results.length > 0 && counted === results.length,
        title,
        message:
          results.length === 0
            ? 'Select the requests you want to decide, and try again.'
            : 'Each request was decided separately. Reloading this page is safe.',
      }}
    >
      <h1>Results</h1>
      <ul class="rows">
        {results.map(({ id, request, counted: did, title: outcome, message }) => (
          <li class="row">
            <div class="row-main">
              <a class="row-link" href={requestAt(id)}>
                <span class="row-title">{request === undefined ? line(id) : whatOf(request)}</span>
              </a>
              <p class="written">
                <WithTimes text={visible(message)} />
              </p>
            </div>
            <div class="row-aside">
              <span class={did ? 'status approved' : 'status rejected open'}>
                <span aria-hidden="true">{did ? '✓ ' : '! '}</span>
                {outcome}
              </span>
            </div>
          </li>
        ))}
      </ul>
      <p>
        <a href={at}>Back to the inbox</a>
      </p>
    </Layout>
  );
}

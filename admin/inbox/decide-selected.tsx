import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { LIMITS } from '../../contract/limits';
import { visible, visibleLine as line } from '../../rules/text';
import { decideListed } from '../access/decide-listed';
import { toProblem } from '../http/problem';
import { returnTo } from '../sign-in/same-origin';
import { type Notice, noticeOf } from '../text/notice';
import { requestAt } from './addresses';
import { type Form, decisionIn } from './form';
import { InboxPage } from './home';
import { inboxQuery, readInbox } from './list';
import { Layout, show } from './parts/layout';
import { readSelection, type Selection } from './parts/request-row';
import type { Visit } from './visit';
import type { Handlers, ShowForm } from './handlers';

/*
 * Several requests decided at once, each separately, from the rows selected in the inbox.
 */

/** The list that the rows were ticked in, with the same rows ticked as far as they are still there. */
const showInbox: ShowForm = async (visit, form, status) => {
  const query = inboxQuery(new URL(returnTo(form.one('at')), visit.c.req.url).searchParams);
  const page = <InboxPage visit={visit} query={query} list={await readInbox(visit, query)} />;
  return show(visit.c, page, status);
};

export function addDecideSelected(app: Hono, { action }: Handlers): void {
  app.post(
    '/decide-several',
    action(async (visit, form) => {
      const decision = form.one('decision') === 'approve' ? 'approve' : 'reject';
      const results = await decideSelected(visit, form, decision);
      return show(visit.c, <DecidedPage visit={visit} results={results} />);
    }, showInbox),
  );
}

/** Decisions sent at a time: each is a conversation with Temporal. */
const CONCURRENCY = 10;

interface SelectedResult extends Notice {
  id: string;
  /** Of the request itself; absent where it was not read. */
  action?: string;
}

/** Decides what was ticked, each by itself, in order; what goes wrong with one says so and stops no other. */
async function decideSelected(
  visit: Visit,
  form: Form,
  decision: 'approve' | 'reject',
): Promise<SelectedResult[]> {
  const picks = form
    .all('pick')
    .flatMap((value) => readSelection(value) ?? [])
    .slice(0, LIMITS.decisionsAtOnce);
  const results: SelectedResult[] = [];
  for (let begin = 0; begin < picks.length; begin += CONCURRENCY) {
    const some = picks.slice(begin, begin + CONCURRENCY);
    results.push(...(await Promise.all(some.map((pick) => decideOne(visit, form, decision, pick)))));
  }
  return results;
}

const NOT_DONE = { counted: false, title: 'Nothing was done' };
const INCOMPLETE =
  'This was sent without what its row showed. Nothing was decided: open the request, or tick its row in the inbox again.';

async function decideOne(
  { admin, who }: Visit,
  form: Form,
  decision: 'approve' | 'reject',
  pick: Selection | { id: string },
): Promise<SelectedResult> {
  const { id } = pick;
  if (!('row' in pick)) return { id, ...NOT_DONE, message: INCOMPLETE };
  const expected = { contentHash: pick.contentHash };
  const given = { decisionId: randomUUID(), ...decisionIn(form, decision), expected, row: pick.row };
  try {
    const { verdict, action, mismatches } = await decideListed(admin, who, id, { ...given, decision });
    const flash = noticeOf(verdict, decision === 'approve' ? 'Approval counted' : 'Rejection counted');
    return { id, action, ...flash, ...(mismatches && { title: 'The list showed something else' }) };
  } catch (error) {
    const { status, detail } = toProblem(error);
    if (status === 500) admin.log(`${id}: ${(error as Error).stack}`);
    return { id, ...NOT_DONE, message: detail };
  }
}

/** What became of each of those that were decided together. */
function DecidedPage({ visit, results }: { visit: Visit; results: SelectedResult[] }) {
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

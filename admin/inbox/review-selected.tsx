import type { RequestView } from '../../client';
import { LIMITS } from '../../contract/limits';
import { inBatches } from '../../rules/batches';
import { formOf } from '../../rules/requests/message-problem';
import { visible, visibleLine as line } from '../../rules/text';
import { readRequest } from '../access/read-request';
import { isContentKnown, shownContentHash } from '../access/requests';
import { problemOf } from '../http/problem';
import { returnTo } from '../sign-in/same-origin';
import { isShownToken, shownToken } from '../sign-in/session';
import { requestAt } from './addresses';
import type { Form } from './form';
import { isFolded, Value } from './parts/content/content';
import { EvidenceList, isEvidenceFolded, Rationale } from './parts/evidence';
import { HiddenFields, TextField } from './parts/forms';
import { Layout } from './parts/layout';
import { readSelection, type Selection } from './parts/request-row';
import { SeverityMark } from './parts/severity';
import { Status } from './parts/values';
import { unshownText } from './reading';
import type { Visit } from './visit';

/*
 * The page between selecting rows and deciding them: what each request contains. What it does not show cannot be decided there.
 */

export type Choice = 'approve' | 'reject';

export function choiceIn(form: Form): Choice {
  return form.one('decision') === 'approve' ? 'approve' : 'reject';
}

/** A selected request: with its content, or with the reason why it is not decided together with others. */
type Reviewed = { id: string } & (
  { selection: Selection; request: RequestView } | { request?: RequestView; apart: string }
);

export const INCOMPLETE =
  'The selection does not say what its row showed. Nothing was decided. Open the request, or select its row in the inbox again.';
const UNREADABLE = 'Its content cannot be read now.';
const NOT_AS_LISTED = 'Its row does not match the content of the request. Open the request and decide there.';
const ALONE = 'A policy wants it to be decided on its own.';
const UNPLANNED = 'Its policies cannot be read now, and one of them may want it to be decided on its own.';
const FORM = 'It has a form to answer.';
const UNSHOWN = 'A part of its evidence cannot be shown.';
const FOLDED = 'A policy wants everything to be read before a decision, and parts of it are folded here.';

/** The selections in a form: the rows of a list, or the requests of the page that shows them. */
export function selectionsIn(form: Form): (Selection | { id: string })[] {
  return form
    .all('pick')
    .flatMap((value) => readSelection(value) ?? [])
    .slice(0, LIMITS.decisionsAtOnce);
}

/** How many requests are read at a time. */
const CONCURRENCY = 10;

/** Reads the selected requests. A failure concerns that request only. */
export function readSelected(visit: Visit, form: Form): Promise<Reviewed[]> {
  return inBatches(selectionsIn(form), CONCURRENCY, (selection) => readOne(visit, selection));
}

async function readOne({ admin, who }: Visit, selection: Selection | { id: string }): Promise<Reviewed> {
  const { id } = selection;
  if (!('row' in selection)) return { id, apart: INCOMPLETE };
  try {
    const request = await readRequest(admin, who, id);
    const apart = apartBecause(request, selection);
    return apart === undefined ? { id, selection, request } : { id, request, apart };
  } catch (error) {
    return { id, apart: problemOf(admin, error, id).detail };
  }
}

/** Why a request is decided on its own page only. */
function apartBecause(request: RequestView, { contentHash }: Selection): string | undefined {
  const { plan, status } = request;
  const { bulk, mustReadAll } = plan?.presentation ?? {};
  if (!isContentKnown(request)) return UNREADABLE;
  if (contentHash !== shownContentHash(request)) return NOT_AS_LISTED;
  if (bulk === false) return ALONE;
  if (status === 'pending' && plan === undefined) return UNPLANNED;
  if (formOf(request) !== undefined) return FORM;
  if (unshownText(request) !== undefined) return UNSHOWN;
  return mustReadAll && (isFolded(request.context) || isEvidenceFolded(request)) ? FOLDED : undefined;
}

/** Proves that the page showed this content to this person. */
function reviewToken({ admin, who }: Visit, id: string, contentHash: string): string {
  return shownToken(admin.settings, who.account, `review ${id}`, contentHash);
}

/** Whether the page has shown this content to this person. */
export function wasReviewed({ admin, who }: Visit, { id, contentHash, shown }: Selection): boolean {
  return isShownToken(shown, admin.settings, who.account, `review ${id}`, contentHash);
}

/** What each request contains, and the form that decides those. */
export function ReviewPage({ visit, form, reviewed }: { visit: Visit; form: Form; reviewed: Reviewed[] }) {
  const shown = reviewed.flatMap((each) => ('selection' in each ? [each] : []));
  const apart = reviewed.flatMap((each) => ('apart' in each ? [each] : []));
  const choice = choiceIn(form);
  const at = returnTo(form.one('at'));
  const verb = choice === 'approve' ? 'Approve' : 'Reject';
  const title = shown.length === 0 ? 'Nothing to decide together' : `${verb} ${countOf(shown.length)}?`;
  return (
    <Layout title={title} visit={visit} wide at={at}>
      <h1>{title}</h1>
      {reviewed.length === 0 ? <p>Select the requests you want to decide, and try again.</p> : null}
      <Apart apart={apart} />
      {shown.length === 0 ? null : (
        <form class="review" method="post" action="/decide-reviewed">
          <HiddenFields visit={visit} />
          <input type="hidden" name="at" value={at} />
          <ol class="reviewed">
            {shown.map(({ request, selection }) => (
              <li class="card">
                <ReviewedRequest visit={visit} request={request} selection={selection} />
              </li>
            ))}
          </ol>
          <TextField
            of="review"
            name="text"
            label={choice === 'approve' ? 'Note (optional)' : 'Reason for rejecting'}
            value={form.one('text')}
            required={choice === 'reject'}
          />
          <div class="buttons">
            <button class="primary" name="decision" value={choice}>
              {shown.length === 1 ? `${verb} this request` : `${verb} these ${shown.length}`}
            </button>
          </div>
        </form>
      )}
      <p>
        <a href={at}>Back to the inbox</a>
      </p>
    </Layout>
  );
}

function countOf(count: number): string {
  return count === 1 ? '1 request' : `${count} requests`;
}

function Apart({ apart }: { apart: { id: string; request?: RequestView; apart: string }[] }) {
  if (apart.length === 0) return null;
  return (
    <section class="apart">
      <h2>Not decided together with others ({apart.length})</h2>
      <ul class="plain">
        {apart.map(({ id, request, apart: why }) => (
          <li>
            <a href={requestAt(id)}>{request === undefined ? line(id) : whatOf(request)}</a>
            <p>{visible(why)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a request asks for, in one line. */
export function whatOf({ action, resource, description }: RequestView): string {
  const what = resource === undefined ? line(action) : `${line(action)} on ${line(resource)}`;
  return description === undefined ? what : `${line(description)} (${what})`;
}

/** One request with its arguments, and with the proof that this page showed them. */
function ReviewedRequest({
  visit,
  request,
  selection,
}: {
  visit: Visit;
  request: RequestView;
  selection: Selection;
}) {
  const { id, action, resource, description, requesterId, context, plan, status } = request;
  const contentHash = shownContentHash(request);
  const pick = JSON.stringify({ ...selection, contentHash, shown: reviewToken(visit, id, contentHash) });
  return (
    <>
      <input type="hidden" name="pick" value={pick} />
      <p class="over marks">
        <Status status={status} />
        <SeverityMark severity={plan?.presentation?.severity} />
        <span>requested by {line(requesterId)}</span>
      </p>
      <h2>
        <a href={requestAt(id)}>
          {line(action)}
          {resource === undefined ? '' : ` on ${line(resource)}`}
        </a>
      </h2>
      {description === undefined ? null : <p class="written">{visible(description)}</p>}
      {Object.keys(context).length === 0 ? (
        <p>No arguments.</p>
      ) : (
        <Value value={context} locale={visit.locale} />
      )}
      <Rationale request={request} />
      <EvidenceList request={request} locale={visit.locale} />
      <p class="technical">
        Content hash <code>{contentHash}</code>
      </p>
    </>
  );
}

import type { Hono } from 'hono';
import type { NotificationsView, RequestView, StuckWorkflow } from '../../client';
import { defined } from '../../contract/defined';
import type { DecisionKind } from '../../contract/names';
import { cancellerRole } from '../../rules/requests/judge';
import { visibleLine as line } from '../../rules/text';
import { can } from '../access/permissions';
import { readRequest } from '../access/read-request';
import { cancelRequest, commentOnRequest, decideRequest } from '../access/requests';
import { readRun } from '../access/runs';
import { readStuckById } from '../access/stuck';
import { noticeOf } from '../text/notice';
import { unknownInRequest } from '../text/request';
import { idIn, readAllAt, requestAt } from './addresses';
import { answersProblem, answerTo, inputOf } from './answer';
import { eligibilityOf } from './eligibility';
import { follow, type Following } from './following';
import { fieldsOf, type Form, formOf, decisionIn, kindIn } from './form';
import type { Handlers, ShowForm } from './handlers';
import { inTime, type NextRequest, nextOf, readPending } from './next-request';
import { Arguments } from './parts/arguments';
import { DecisionBar, DecisionForm } from './parts/decision-form';
import { EvidenceList, Rationale } from './parts/evidence';
import { CancelForm, Unsent } from './parts/forms';
import { CommentForm, historyOf, mayComment } from './parts/history';
import { Layout, Live, show } from './parts/layout';
import { Outcome } from './parts/outcome';
import { Past } from './parts/past';
import { WhoDecides } from './parts/requirements';
import { KeyFacts, Marks, Sentence, WhoAsks } from './parts/summary';
import { TechnicalDetails, StuckNote, UnknownNote } from './parts/technical-details';
import { Timeline, NotificationLog } from './parts/timeline';
import { type PastRequest, readPast } from './past-requests';
import { missingStep, readingOf } from './reading';
import { NOT_DONE, redirectWithNotice, type Visit, withoutNotice } from './visit';

/*
 * The page of one request, with its decision.
 */

interface RequestPageProps {
  visit: Visit;
  request: RequestView;
  live: Following | undefined;
  /** The page that shows everything unfolded. */
  showAll?: boolean;
  around?: Around | undefined;
}

/** What the page shows beside the request. Absent when a form is shown again. */
interface Around {
  notifications: NotificationsView;
  stuck: StuckWorkflow | undefined;
  next: NextRequest | undefined;
  past: PastRequest[] | undefined;
  agent: string | undefined;
}

function RequestPage({ visit, request, live, showAll = false, around }: RequestPageProps) {
  const { now, who, admin, notice } = visit;
  const { id, action, resource, status } = request;
  const what = resource === undefined ? line(action) : `${line(action)} on ${line(resource)}`;
  const eligibility = eligibilityOf(request, who, admin.settings.access);
  const reading = readingOf(request, showAll);
  const { stage, revision, wrongValues } = request;
  const state = [status, stage, revision, ...eligibility.can, wrongValues?.length].join(' ');
  // The outcome answers the reader's attempt, so no banner repeats it.
  const isDone = request.end !== undefined || notice !== undefined;
  const answer = request.end === undefined ? undefined : notice;
  return (
    <Layout
      title={`${what} (${status})`}
      visit={answer === undefined ? visit : withoutNotice(visit)}
      live={live}
      at={showAll ? readAllAt(id) : requestAt(id)}
    >
      <div class={showAll ? 'request read-all' : 'request'}>
        <div class="summary">
          <Live part="status">
            <Marks request={request} now={now} />
          </Live>
          <Sentence request={request} />
          {answer === undefined ? (
            <Live part="outcome">
              <Outcome request={request} now={now} />
            </Live>
          ) : (
            <Outcome request={request} now={now} notice={answer} />
          )}
          <Live part="next">{isDone ? <Onward next={around?.next} /> : null}</Live>
          <Live part="facts">
            <StuckNote stuck={around?.stuck} noun="request" />
            <UnknownNote sentences={unknownInRequest(request)} />
            <KeyFacts request={request} locale={visit.locale} />
            <WhoAsks visit={visit} request={request} agent={around?.agent} />
          </Live>
        </div>
        <div class="shown">
          <section id="arguments" class="arguments">
            <h2>Arguments</h2>
            <Arguments request={request} locale={visit.locale} showAll={showAll} />
          </section>
          <Rationale request={request} />
          <EvidenceList request={request} locale={visit.locale} showAll={showAll} />
        </div>
        <div class="decide">
          <Live part="decision" state={state} content={`${revision ?? 1}`}>
            <DecisionForm visit={visit} request={request} eligibility={eligibility} reading={reading} />
            {eligibility.can.length === 0 ? <Unsent visit={visit} actions={['/decide']} /> : null}
          </Live>
          <Live part="onward">{isDone ? null : <Onward next={around?.next} />}</Live>
        </div>
        <div class="rest">
          {around === undefined ? null : <Past past={around.past} request={request} locale={visit.locale} />}
          <Live part="who">
            <WhoDecides request={request} now={now} />
          </Live>
          <Live part="timeline">
            <Timeline events={historyOf(request)} />
          </Live>
          <Live part="comment" state={status}>
            {mayComment(visit, request) ? (
              <CommentForm visit={visit} request={request} />
            ) : (
              <Unsent visit={visit} actions={['/comment']} />
            )}
          </Live>
          <Live part="notifications">
            <NotificationLog notifications={around?.notifications} />
          </Live>
          <Live part="cancel" state={status}>
            {mayCancel(visit, request) ? (
              <CancelForm visit={visit} id={id} action="/cancel" noun="request" />
            ) : (
              <Unsent visit={visit} actions={['/cancel']} />
            )}
          </Live>
          <TechnicalDetails visit={visit} id={id} />
        </div>
        <Live part="bar">
          <DecisionBar request={request} eligibility={eligibility} reading={reading} />
        </Live>
      </div>
    </Layout>
  );
}

/** The links to the next request that asks the reader, and back to the inbox. */
function Onward({ next }: { next: NextRequest | undefined }) {
  return (
    <nav class="onward" aria-label="Continue">
      {next === undefined ? null : (
        <a class="button" href={requestAt(next.id)} data-next>
          Next request ({next.left} left)
        </a>
      )}
      <a href="/">Back to the inbox</a>
    </nav>
  );
}

function mayCancel({ admin, who }: Visit, request: RequestView): boolean {
  if (request.status !== 'pending') return false;
  const role = cancellerRole(request, who.name);
  if (role === undefined) return false;
  return can(admin.settings.access, who, role === 'requester' ? 'request' : 'administer');
}

export function addRequestPage(app: Hono, { page }: Handlers): void {
  for (const path of ['/requests', '/requests/:id'])
    app.get(
      path,
      page(async (visit) => {
        const id = idIn(visit.c.req.url);
        const around = openAround(visit, id);
        const following = await follow(visit, 'request', id);
        const request = await readRequest(visit.admin, visit.who, id);
        // Nothing changes any more where only the audit log has it.
        const live = request.archivedAt === undefined ? following : undefined;
        const showAll = visit.c.req.query('read') === 'all';
        return show(
          visit.c,
          <RequestPage
            visit={visit}
            request={request}
            live={live}
            showAll={showAll}
            around={await around(request)}
          />,
        );
      }),
    );
}

/** Begins to read at once what needs only the id. The rest is read when the request is known. */
function openAround(visit: Visit, id: string): (request: RequestView) => Promise<Around> {
  const { admin, who } = visit;
  const reading = Promise.all([admin.notifications.get(id), readStuckById(admin, id), readPending(visit)]);
  // If the request cannot be read, nobody waits for these.
  reading.catch(() => {});
  return async (request) => {
    const { runId } = request;
    const [[notifications, stuck, pending], past, run] = await Promise.all([
      reading,
      readPast(visit, request),
      runId === undefined ? undefined : inTime(readRun(admin, who, runId)),
    ]);
    const next = pending && nextOf(pending, request);
    return { notifications, stuck, next, past, agent: run?.agent };
  };
}

export function addRequestActions(app: Hono, { action }: Handlers): void {
  app.post('/decide', action(decide, showRequest));
  app.post(
    '/comment',
    action(async (visit, form) => {
      const id = form.one('id') ?? '';
      const text = form.one('comment') ?? '';
      if (text.trim() === '')
        return showRequest(
          { ...visit, notice: { ...NOT_DONE, message: 'A comment needs a text.' } },
          form,
          422,
        );
      const attempt = { text, ...fieldsOf(form, 'decisionId') };
      const verdict = await commentOnRequest(visit.admin, visit.who, id, attempt);
      return redirectWithNotice(visit, requestAt(id), noticeOf(verdict, 'Your comment was recorded'));
    }, showRequest),
  );
  app.post(
    '/cancel',
    action(async (visit, form) => {
      const id = form.one('id') ?? '';
      const verdict = await cancelRequest(visit.admin, visit.who, id, fieldsOf(form, 'reason'));
      return redirectWithNotice(visit, requestAt(id), noticeOf(verdict, 'Cancelled'));
    }, showRequest),
  );
}

const COUNTED: Record<DecisionKind, string> = {
  approve: 'Your approval counted',
  edit: 'Your edit counted',
  reject: 'Your rejection counted',
  respond: 'Your answer counted',
};

async function decide(visit: Visit, form: Form): Promise<Response> {
  const id = form.one('id') ?? '';
  const kind = kindIn(form);
  const request = kind === 'reject' ? undefined : await readRequest(visit.admin, visit.who, id);
  const again = (message: string, problems?: Record<string, string>) =>
    showRequest({ ...withTyped(visit, form, problems), notice: { ...NOT_DONE, message } }, form, 422);
  const missing = kind === 'approve' && request ? missingStep(visit, form, request) : undefined;
  if (missing !== undefined) return again(missing);
  const answer = request && answerTo(request, form, kind);
  if (answer && 'problems' in answer) return again(answersProblem(answer.problems), answer.problems);
  const verdict = await decideRequest(visit.admin, visit.who, id, { ...decisionIn(form, kind), ...answer });
  // An invalid decision shows the form again with its text.
  if (verdict.outcome === 'invalid')
    return showRequest({ ...withTyped(visit, form), notice: noticeOf(verdict) }, form, 422);
  return redirectWithNotice(visit, requestAt(id), noticeOf(verdict, COUNTED[kind]));
}

/** A wrong confirm value must be typed again. */
function withTyped(visit: Visit, form: Form, problems?: Record<string, string>): Visit {
  const kept = form.entries().filter(([name]) => name === 'text' || name.startsWith(inputOf('')));
  return { ...visit, typed: { action: '/decide', form: formOf(kept), ...defined({ problems }) } };
}

const showRequest: ShowForm = async (visit, form, status) => {
  const id = form.one('id') ?? '';
  const live = await follow(visit, 'request', id);
  const request = await readRequest(visit.admin, visit.who, id);
  const showAll = form.one('read') !== undefined;
  const page = <RequestPage visit={visit} request={request} live={live} showAll={showAll} />;
  return show(visit.c, page, status);
};

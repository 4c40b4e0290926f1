import type { Hono } from 'hono';
import type { NotificationsView, RequestView, StuckWorkflow } from '../../client';
import { isSevere } from '../../rules/presentation/policy';
import { cancellerRole } from '../../rules/requests/judge';
import { visibleLine as line } from '../../rules/text';
import { can } from '../access/permissions';
import { cancelRequest, decideRequest, readRequest } from '../access/requests';
import { readRun } from '../access/runs';
import { readStuckById } from '../access/stuck';
import { isShownToken } from '../sign-in/session';
import { noticeOf } from '../text/notice';
import { requestEvents, unknownInRequest } from '../text/request';
import { idIn, readAllAt, requestAt } from './addresses';
import { eligibilityOf } from './eligibility';
import { fieldsOf, type Form, formOf, decisionIn } from './form';
import type { Handlers, ShowForm } from './handlers';
import { inTime, type NextRequest, readNext } from './next-request';
import { isFolded, Value } from './parts/content/content';
import { ExactJson } from './parts/content/exact-json';
import { Unfolded } from './parts/content/fold';
import { DecisionBar, DecisionForm, namedHash, type Reading, shownAll } from './parts/decision-form';
import { CancelForm, Unsent } from './parts/forms';
import { Layout, Live, show } from './parts/layout';
import { Outcome } from './parts/outcome';
import { Past } from './parts/past';
import { WhoDecides } from './parts/requirements';
import { KeyFacts, Marks, Sentence, WhoAsks } from './parts/summary';
import { TechnicalDetails, StuckNote, UnknownNote } from './parts/technical-details';
import { Timeline, NotificationLog } from './parts/timeline';
import { type PastRequest, readPast } from './past-requests';
import { NOT_DONE, redirectWithNotice, type Visit } from './visit';

/*
 * The page of one request, with its decision.
 */

interface RequestPageProps {
  visit: Visit;
  request: RequestView;
  /** The page that shows everything unfolded. */
  showAll?: boolean;
  around?: Around | undefined;
}

/** What stands around the request on its page. Absent when a form is shown again. */
interface Around {
  notifications: NotificationsView;
  stuck: StuckWorkflow | undefined;
  next: NextRequest | undefined;
  past: PastRequest[] | undefined;
  agent: string | undefined;
}

function RequestPage({ visit, request, showAll = false, around }: RequestPageProps) {
  const { now, who, admin, notice } = visit;
  const { id, action, resource, status } = request;
  const what = resource === undefined ? line(action) : `${line(action)} on ${line(resource)}`;
  const eligibility = eligibilityOf(request, who, admin.settings.access);
  const reading = readingOf(request, showAll);
  const state = [status, request.stage, ...eligibility.can, request.wrongValues?.length].join(' ');
  // The outcome answers the reader's attempt, so no banner repeats it.
  const isDone = request.end !== undefined || notice !== undefined;
  const answer = request.end === undefined ? undefined : notice;
  return (
    <Layout
      title={`${what} (${status})`}
      visit={answer === undefined ? visit : withoutNotice(visit)}
      live={{ id }}
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
        <section id="arguments" class="arguments">
          <h2>Arguments</h2>
          <Arguments request={request} visit={visit} showAll={showAll} />
        </section>
        <div class="decide">
          <Live part="decision" state={state}>
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
            <Timeline events={eventsOf(request)} />
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

function withoutNotice({ notice: _shown, ...visit }: Visit): Visit {
  return visit;
}

/** The events of the timeline. If a decision ended the request, its end is not said again. */
function eventsOf(request: RequestView) {
  const events = requestEvents(request);
  return request.end?.by === 'people' ? events.slice(0, -1) : events;
}

/** The way on: to the next request that asks the reader, and back. */
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

interface ArgumentsProps {
  request: RequestView;
  visit: Visit;
  showAll: boolean;
}

function Arguments({ request: { context, unknown }, visit: { locale }, showAll }: ArgumentsProps) {
  if (unknown?.includes('context')) return <p>Unknown: no worker answered.</p>;
  if (Object.keys(context).length === 0) return <p>No arguments.</p>;
  const value = <Value value={context} locale={locale} />;
  return (
    <>
      {showAll ? <Unfolded>{value}</Unfolded> : value}
      <ExactJson value={context} />
    </>
  );
}

function readingOf({ kind, plan, context }: RequestView, showAll: boolean): Reading {
  // Policies that cannot be read might demand that everything is read. A confirmation has none.
  const mustReadAll = plan === undefined ? kind === 'approval' : plan.presentation?.mustReadAll === true;
  if (!mustReadAll || !isFolded(context)) return 'free';
  return showAll ? 'shown' : 'folded';
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
        const request = await readRequest(visit.admin, visit.who, idIn(visit.c.req.url));
        const around = await readAround(visit, request);
        const showAll = visit.c.req.query('read') === 'all';
        return show(
          visit.c,
          <RequestPage visit={visit} request={request} showAll={showAll} around={around} />,
        );
      }),
    );
}

async function readAround(visit: Visit, request: RequestView): Promise<Around> {
  const { admin, who } = visit;
  const { id, runId } = request;
  const [notifications, stuck, next, past, run] = await Promise.all([
    admin.notifications.get(id),
    readStuckById(admin, id),
    readNext(visit, request),
    readPast(visit, request),
    runId === undefined ? undefined : inTime(readRun(admin, who, runId)),
  ]);
  return { notifications, stuck, next, past, agent: run?.agent };
}

export function addRequestActions(app: Hono, { action }: Handlers): void {
  app.post(
    '/decide',
    action(async (visit, form) => {
      const id = form.one('id') ?? '';
      const decision = decisionIn(form, form.one('decision') === 'approve' ? 'approve' : 'reject');
      const missing = decision.decision === 'approve' ? await missingStep(visit, form, id) : undefined;
      if (missing !== undefined)
        return showRequest({ ...visit, notice: { ...NOT_DONE, message: missing } }, form, 422);
      const verdict = await decideRequest(visit.admin, visit.who, id, decision);
      const notice = noticeOf(
        verdict,
        decision.decision === 'approve' ? 'Your approval counted' : 'Your rejection counted',
      );
      // An invalid decision shows the form again with its text. A wrong confirm value must be typed again.
      const typed = visit.typed && { ...visit.typed, form: formOf([['text', form.one('text') ?? '']]) };
      if (verdict.outcome === 'invalid')
        return showRequest({ ...visit, typed, notice: noticeOf(verdict) }, form, 422);
      return redirectWithNotice(visit, requestAt(id), notice);
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

/** What must come before this approval and did not. */
async function missingStep(visit: Visit, form: Form, id: string): Promise<string | undefined> {
  const request = await readRequest(visit.admin, visit.who, id);
  const { plan, status } = request;
  if (status !== 'pending') return undefined;
  const isRead =
    readingOf(request, false) === 'free' ||
    isShownToken(form.one('read'), ...shownAll(visit, namedHash(request)));
  if (!isRead)
    return `Nothing was approved: ${plan === undefined ? 'a policy may want' : 'the policy wants'} everything to be read first. Open “Read everything to decide” and approve at the end of that page.`;
  const severity = plan?.presentation?.severity;
  if (request.kind === 'approval' && isSevere(severity) && form.one('sure') !== 'yes')
    return `Nothing was approved: this request has ${severity} severity. Tick that you have checked it, and approve again.`;
  return undefined;
}

const showRequest: ShowForm = async (visit, form, status) => {
  const request = await readRequest(visit.admin, visit.who, form.one('id') ?? '');
  const showAll = form.one('read') !== undefined;
  return show(visit.c, <RequestPage visit={visit} request={request} showAll={showAll} />, status);
};

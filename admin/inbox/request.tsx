import type { Hono } from 'hono';
import type { NotificationsView, RequestView, StuckWorkflow } from '../../client';
import { cancellerRole } from '../../rules/requests/judge';
import { visible, visibleLine as line } from '../../rules/text';
import { can } from '../access/permissions';
import { cancelRequest, decideRequest, readRequest } from '../access/requests';
import { readStuckById } from '../access/stuck';
import { noticeOf } from '../text/notice';
import { requestEvents, unknownInRequest } from '../text/request';
import { escalationAt, idIn, requestAt, runAt } from './addresses';
import { eligibilityOf } from './eligibility';
import { fieldsOf, formOf, decisionIn } from './form';
import type { Handlers, ShowForm } from './handlers';
import { Value } from './parts/content/content';
import { ExactJson } from './parts/content/exact-json';
import { DecisionForm } from './parts/decision-form';
import { CancelForm, Unsent } from './parts/forms';
import { Layout, Live, show } from './parts/layout';
import { Outcome } from './parts/outcome';
import { Deadline, WhoDecides } from './parts/requirements';
import { TechnicalDetails, StuckNote, UnknownNote } from './parts/technical-details';
import { Timeline, NotificationLog } from './parts/timeline';
import { Ago, Facts, Status, When } from './parts/values';
import { redirectWithNotice, type Visit } from './visit';

/*
 * The page of one request, with its decision.
 */

interface RequestPageProps {
  visit: Visit;
  request: RequestView;
  notifications?: NotificationsView;
  stuck?: StuckWorkflow | undefined;
}

function RequestPage({ visit, request, notifications, stuck }: RequestPageProps) {
  const { now, who, admin } = visit;
  const { id, kind, action, resource, status, confirmation, description } = request;
  const what = resource === undefined ? line(action) : `${line(action)} on ${line(resource)}`;
  const eligibility = eligibilityOf(request, who, admin.settings.access);
  const state = [status, request.stage, ...eligibility.can, request.wrongValues?.length].join(' ');
  return (
    <Layout title={`${what} (${status})`} visit={visit} live={{ id }} at={requestAt(id)}>
      <Live part="status">
        <p class="over">
          {kind} · <Status status={status} />
        </p>
      </Live>
      <h1>
        {line(action)}
        {resource === undefined ? null : <span class="on"> on {line(resource)}</span>}
      </h1>
      {[confirmation?.message, description].map((text) =>
        text ? <p class="lead written">{visible(text)}</p> : null,
      )}
      <Live part="facts">
        <Outcome request={request} now={now} />
        <StuckNote stuck={stuck} noun="request" />
        <UnknownNote sentences={unknownInRequest(request)} />
        <RequestFacts request={request} now={now} />
      </Live>
      <section>
        <h2>Arguments</h2>
        <Arguments request={request} locale={visit.locale} />
      </section>
      <Live part="decision" state={state}>
        <DecisionForm visit={visit} request={request} eligibility={eligibility} />
        {eligibility.can.length === 0 ? <Unsent visit={visit} actions={['/decide']} /> : null}
      </Live>
      <Live part="who">
        <WhoDecides request={request} now={now} />
      </Live>
      <Live part="timeline">
        <Timeline events={requestEvents(request)} />
      </Live>
      <Live part="notifications">
        <NotificationLog notifications={notifications} />
      </Live>
      <Live part="cancel" state={status}>
        {mayCancel(visit, request) ? (
          <CancelForm visit={visit} id={id} action="/cancel" noun="request" />
        ) : (
          <Unsent visit={visit} actions={['/cancel']} />
        )}
      </Live>
      <TechnicalDetails visit={visit} id={id} />
    </Layout>
  );
}

function RequestFacts({ request, now }: { request: RequestView; now: number }) {
  const { requesterId, requestedAt, runId, escalation, status } = request;
  return (
    <Facts
      facts={[
        [
          'Requested by',
          <>
            {line(requesterId)}, <Ago iso={requestedAt} now={now} />
          </>,
        ],
        ['For run', runId === undefined ? null : <a href={runAt(runId)}>{line(runId)}</a>],
        ['Decide by', status === 'pending' ? <Deadline request={request} now={now} /> : null],
        [
          'Escalated',
          escalation === undefined ? null : (
            <>
              <When iso={escalation.at} now={now} />
              {escalation.id === undefined ? null : (
                <>
                  : <a href={escalationAt(escalation.id)}>open the escalation</a>
                </>
              )}
              {escalation.action === undefined
                ? null
                : `; resolved by ${line(escalation.resolvedBy ?? 'nobody')}: ${escalation.action}`}
            </>
          ),
        ],
      ]}
    />
  );
}

function Arguments({ request: { context, unknown }, locale }: { request: RequestView; locale: string }) {
  if (unknown?.includes('context')) return <p>Unknown: no worker answered.</p>;
  if (Object.keys(context).length === 0) return <p>No arguments.</p>;
  return (
    <>
      <Value value={context} locale={locale} />
      <ExactJson value={context} />
    </>
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
        const request = await readRequest(visit.admin, visit.who, idIn(visit.c.req.url));
        const [notifications, stuck] = await Promise.all([
          visit.admin.notifications.get(request.id),
          readStuckById(visit.admin, request.id),
        ]);
        const page = (
          <RequestPage visit={visit} request={request} notifications={notifications} stuck={stuck} />
        );
        return show(visit.c, page);
      }),
    );
}

export function addRequestActions(app: Hono, { action }: Handlers): void {
  app.post(
    '/decide',
    action(async (visit, form) => {
      const id = form.one('id') ?? '';
      const decision = decisionIn(form, form.one('decision') === 'approve' ? 'approve' : 'reject');
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

const showRequest: ShowForm = async (visit, form, status) => {
  const request = await readRequest(visit.admin, visit.who, form.one('id') ?? '');
  return show(visit.c, <RequestPage visit={visit} request={request} />, status);
};

import type { NotificationsView, RequestView, StuckWorkflow } from '../../../client';
import { cancellerRole } from '../../../rules/requests/judge';
import { visible, visibleLine as line } from '../../../rules/text';
import { may } from '../../access/may';
import { requestEvents, unknownInRequest } from '../../text/request';
import { escalationAt, requestAt, runAt } from '../addresses';
import { CancelForm } from '../parts/cancel-form';
import { Deadline } from '../parts/deadline';
import { Decision } from '../parts/decision-form';
import { Facts } from '../parts/facts';
import { Json } from '../parts/json';
import { Layout } from '../parts/layout';
import { Live } from '../parts/live';
import { Outcome } from '../parts/outcome';
import { Stuck } from '../parts/stuck';
import { Status } from '../parts/status';
import { Ago, When } from '../parts/time';
import { Timeline } from '../parts/timeline';
import { Told } from '../parts/told';
import { Behind } from '../parts/behind';
import { Unknown } from '../parts/unknown';
import { Unsent } from '../parts/unsent';
import { WhoDecides } from '../parts/who-decides';
import { standingOf } from '../standing';
import type { Visit } from '../visit';

export interface RequestPageProps {
  visit: Visit;
  request: RequestView;
  told?: NotificationsView;
  stuck?: StuckWorkflow | undefined;
}

/** A request for whoever decides it: what, how much, who asks, until when, what then, and the decision. */
export function RequestPage({ visit, request, told, stuck }: RequestPageProps) {
  const { now, who, desk } = visit;
  const { id, kind, action, resource, status, confirmation, description } = request;
  const what = resource === undefined ? line(action) : `${line(action)} on ${line(resource)}`;
  const standing = standingOf(request, who, desk.settings.access);
  const state = [status, request.stage, ...standing.can, request.wrongValues?.length].join(' ');
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
        <Stuck stuck={stuck} noun="request" />
        <Unknown sentences={unknownInRequest(request)} />
        <RequestFacts request={request} now={now} />
      </Live>
      <section>
        <h2>Exactly this</h2>
        <Arguments request={request} />
      </section>
      <Live part="decision" state={state}>
        <Decision visit={visit} request={request} standing={standing} />
        {standing.can.length === 0 ? <Unsent visit={visit} actions={['/decide']} /> : null}
      </Live>
      <Live part="who">
        <WhoDecides request={request} now={now} />
      </Live>
      <Live part="timeline">
        <Timeline moments={requestEvents(request)} />
      </Live>
      <Live part="told">
        <Told told={told} />
      </Live>
      <Live part="cancel" state={status}>
        {mayCancel(visit, request) ? (
          <CancelForm visit={visit} id={id} action="/cancel" noun="request" />
        ) : (
          <Unsent visit={visit} actions={['/cancel']} />
        )}
      </Live>
      <Behind visit={visit} id={id} />
    </Layout>
  );
}

function RequestFacts({ request, now }: { request: RequestView; now: number }) {
  const { requesterId, requestedAt, runId, escalation, status } = request;
  return (
    <Facts
      facts={[
        [
          'Asked by',
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
                  : <a href={escalationAt(escalation.id)}>the escalation</a>
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

function Arguments({ request: { context, unknown } }: { request: RequestView }) {
  if (unknown?.includes('context')) return <p>Not known without a worker.</p>;
  if (Object.keys(context).length === 0) return <p>No arguments.</p>;
  return <Json value={context} label="Arguments" />;
}

function mayCancel({ desk, who }: Visit, request: RequestView): boolean {
  if (request.status !== 'pending') return false;
  const role = cancellerRole(request, who.name);
  if (role === undefined) return false;
  return may(desk.settings.access, who, role === 'requester' ? 'request' : 'administer');
}

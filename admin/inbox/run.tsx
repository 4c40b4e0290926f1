import type { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { EscalationItem, RequestItem, RunView, StuckWorkflow } from '../../client';
import { describeTotals, runEventLabels } from '../../rules/runs/details';
import { canCancelRun, runEnded } from '../../rules/runs/end';
import { openEscalationOf } from '../../rules/runs/escalations';
import { visibleLine as line } from '../../rules/text';
import { listEscalations, readHistory } from '../access/escalations';
import { can } from '../access/permissions';
import { listRequests } from '../access/requests';
import { cancelRun, readRun } from '../access/runs';
import { readStuckById } from '../access/stuck';
import { noticeOf } from '../text/notice';
import { runEventText } from '../text/run';
import { escalationAt, idIn, runAt } from './addresses';
import { EscalationRow } from './escalations';
import { fieldsOf } from './form';
import type { Handlers } from './handlers';
import { Chart } from './parts/chart';
import { CancelForm, Unsent } from './parts/forms';
import { Layout, Live, show } from './parts/layout';
import { RequestRow } from './parts/request-row';
import { TechnicalDetails, StuckNote, UnknownNote } from './parts/technical-details';
import { type TimelineEvent, Timeline } from './parts/timeline';
import { Facts, JsonSection, Status, When, WithTimes } from './parts/values';
import { redirectWithNotice, type Visit } from './visit';

/*
 * The page of one agent run.
 */

interface RunPageProps {
  visit: Visit;
  run: RunView;
  requests: readonly RequestItem[];
  escalations: readonly EscalationItem[];
  stuck?: StuckWorkflow | undefined;
}

function RunPage({ visit, run, requests, escalations, stuck }: RunPageProps) {
  const { id, agent, form, status, events, unknown } = run;
  const unknownText = 'No worker answers, so the latest steps and decisions are unknown.';
  return (
    <Layout title={`${line(agent ?? id)} (${status})`} visit={visit} live={{ id }} at={runAt(id)}>
      <Live part="status">
        <p class="over">
          {form} run · <Status status={status} />
        </p>
      </Live>
      <h1>{agent === undefined ? 'Attached agent' : line(agent)}</h1>
      <Live part="facts">
        <StuckNote stuck={stuck} noun="run" />
        <UnknownNote sentences={unknown === undefined ? [] : [unknownText]} />
        <RunFacts run={run} now={visit.now} />
      </Live>
      <Live part="charts">
        <div class="charts">
          <Chart title="Confidence" points={events.map(({ confidence }) => confidence)} min={0} max={1} />
          <Chart title="Total cost" points={runningTotals(events.map(({ cost }) => cost))} min={0} />
        </div>
      </Live>
      <Live part="related">
        {escalations.length === 0 ? null : (
          <section>
            <h2>Escalations</h2>
            <ul class="rows">
              {escalations.map((item) => (
                <EscalationRow item={item} now={visit.now} />
              ))}
            </ul>
          </section>
        )}
        {requests.length === 0 ? null : (
          <section>
            <h2>Requests</h2>
            <ul class="rows">
              {requests.map((item) => (
                <RequestRow visit={visit} item={item} />
              ))}
            </ul>
          </section>
        )}
      </Live>
      <Live part="timeline">
        <Timeline events={runTimeline(run)} />
      </Live>
      <Live part="data">
        <JsonSection title="Input" value={run.input} />
        <JsonSection title="Guidance for the next step" value={run.guidance?.value} />
        <JsonSection title="State" value={run.state} />
        <JsonSection title="Output" value={run.output} />
      </Live>
      <Live part="cancel" state={status}>
        {mayCancel(visit, run) ? (
          <CancelForm visit={visit} id={id} action="/runs/cancel" noun="run" />
        ) : (
          <Unsent visit={visit} actions={['/runs/cancel']} />
        )}
      </Live>
      <TechnicalDetails visit={visit} id={id} />
    </Layout>
  );
}

export function addRunPage(app: Hono, { page, action }: Handlers): void {
  app.get(
    '/runs/:id',
    page((visit) => showRun(visit)),
  );
  app.post(
    '/runs/cancel',
    action(
      async (visit, form) => {
        const id = form.one('id') ?? '';
        const verdict = await cancelRun(visit.admin, visit.who, id, fieldsOf(form, 'reason'));
        return redirectWithNotice(visit, runAt(id), noticeOf(verdict, 'Cancelled'));
      },
      (visit, form, status) => showRun(visit, form.one('id') ?? '', status),
    ),
  );
}

const MAX_RELATED = 100;

/** Shows the run with this id; by default, the id in the address. */
export async function showRun(
  visit: Visit,
  id = idIn(visit.c.req.url),
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  const { admin, who, c } = visit;
  const run = await readRun(admin, who, id);
  const [requests, escalations, stuck] = await Promise.all([
    listRequests(admin, who, { runId: id, limit: MAX_RELATED }),
    escalationsOf(visit, id),
    readStuckById(visit.admin, id),
  ]);
  const page = (
    <RunPage visit={visit} run={run} requests={requests.items} escalations={escalations} stuck={stuck} />
  );
  return show(c, page, status);
}

/** The escalations that lists find, and those in the run's own record. A reader of the run may read the latter too. */
async function escalationsOf({ admin, who }: Visit, runId: string): Promise<EscalationItem[]> {
  const [{ items }, history] = await Promise.all([
    listEscalations(admin, who, { runId, limit: MAX_RELATED }),
    readHistory(admin, who, runId),
  ]);
  const listed = new Set(items.map(({ id }) => id));
  const others = history.filter(({ id }) => !listed.has(id)).map((item) => ({ ...item, runId }));
  return [...items, ...others];
}

function RunFacts({ run, now }: { run: RunView; now: number }) {
  const { requesterId, startedAt, end, unknown, status } = run;
  return (
    <Facts
      facts={[
        ['Requested by', requesterId === undefined ? null : line(requesterId)],
        ['Started', <When iso={startedAt} now={now} />],
        ['So far', unknown === undefined ? describeTotals(run) : null],
        [
          'Waiting for',
          status === 'running' && unknown === undefined ? <WaitingFor run={run} now={now} /> : null,
        ],
        ['Outcome', end === undefined ? null : <WithTimes text={line(runEnded(run))} />],
      ]}
    />
  );
}

function WaitingFor({ run, now }: { run: RunView; now: number }) {
  if (run.waitingSince === undefined) return <>nothing: the agent is working</>;
  const open = openEscalationOf(run);
  return (
    <>
      {open ? <a href={escalationAt(open.id)}>an escalation</a> : 'decisions on its requests'}, since{' '}
      <When iso={run.waitingSince} now={now} />
    </>
  );
}

function runningTotals(costs: readonly (number | undefined)[]): (number | undefined)[] {
  let sum = 0;
  return costs.map((cost) => (cost === undefined ? undefined : (sum += cost)));
}

function mayCancel({ admin, who }: Visit, run: RunView): boolean {
  if (run.status !== 'running' || !canCancelRun(run, who.name)) return false;
  return can(admin.settings.access, who, run.requesterId === who.name ? 'request' : 'administer');
}

/** Everything known to have happened in a run, in order. */
function runTimeline(run: RunView): TimelineEvent[] {
  const { events, escalations, startedAt, end, status } = run;
  const names = runEventLabels(events);
  const happened = [
    ...events.map((event, index) => ({ at: event.at, what: runEventText(event, names[index] ?? '') })),
    ...escalations.flatMap(({ startedAt: at, endedAt, level, reason, resolution, status: how }) => [
      { at, what: `escalated to ${level}: ${line(reason)}` },
      ...(endedAt === undefined
        ? []
        : [{ at: endedAt, what: resolution ? resolvedBy(resolution) : `escalation ${how}` }]),
    ]),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const started = { at: startedAt, what: 'started' };
  const ended = end && {
    at: end.at,
    what: `${status} by ${line(end.name ?? end.by)}${end.reason ? `: ${line(end.reason)}` : ''}`,
  };
  return [started, ...happened, ...(ended ? [ended] : [])];
}

function resolvedBy({
  action,
  resolvedBy: who,
  resolution,
}: NonNullable<RunView['escalations'][number]['resolution']>) {
  return `escalation resolved by ${line(who)}, ${action}: ${line(resolution)}`;
}

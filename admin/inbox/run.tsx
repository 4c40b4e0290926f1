import type { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { EscalationItem, RequestItem, RunView, StuckWorkflow } from '../../client';
import { numberIn } from '../../rules/presentation/number';
import { describeTotals } from '../../rules/runs/details';
import { canCancelRun, runEnded } from '../../rules/runs/end';
import { openEscalationOf } from '../../rules/runs/escalations';
import { visibleLine as line } from '../../rules/text';
import { listEscalations, readHistory } from '../access/escalations';
import { can } from '../access/permissions';
import { listRequests } from '../access/requests';
import { cancelRun, readRun } from '../access/runs';
import { readStuckById } from '../access/stuck';
import { noticeOf } from '../text/notice';
import { escalationAt, idIn, runAt } from './addresses';
import { EscalationRow } from './escalations';
import { follow, type Following } from './following';
import { fieldsOf } from './form';
import type { Handlers } from './handlers';
import { CancelForm, Unsent } from './parts/forms';
import { Layout, Live, show } from './parts/layout';
import { RequestRow } from './parts/request-row';
import { RunCharts } from './parts/run-charts';
import { RunSteps } from './parts/run-steps';
import { TechnicalDetails, StuckNote, UnknownNote } from './parts/technical-details';
import { ValueSection } from './parts/value-section';
import { Facts, Status, When, WithTimes } from './parts/values';
import { redirectWithNotice, type Visit } from './visit';

/*
 * The page of one agent run.
 */

interface RunPageProps {
  visit: Visit;
  run: RunView;
  live: Following;
  requests: readonly RequestItem[];
  escalations: readonly EscalationItem[];
  stuck?: StuckWorkflow | undefined;
}

function RunPage({ visit, run, live, requests, escalations, stuck }: RunPageProps) {
  const { id, agent, form, status, unknown } = run;
  const unknownText = 'No worker answers, so the latest steps and decisions are unknown.';
  return (
    <Layout title={`${line(agent ?? id)} (${status})`} visit={visit} live={live} at={runAt(id)}>
      <Live part="status">
        <p class="over">
          {form} run · <Status status={status} />
        </p>
      </Live>
      <h1>{agent === undefined ? 'Attached agent' : line(agent)}</h1>
      <Live part="facts">
        <StuckNote stuck={stuck} noun="run" />
        <UnknownNote sentences={unknown === undefined ? [] : [unknownText]} />
        <RunFacts run={run} now={visit.now} locale={visit.locale} />
      </Live>
      <Live part="charts">
        <RunCharts run={run} locale={visit.locale} />
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
        <RunSteps run={run} latest={MAX_STEPS_SHOWN} title="Timeline" locale={visit.locale} />
      </Live>
      <Live part="data">
        <ValueSection title="Output" value={run.output} locale={visit.locale} />
        <ValueSection
          title="Modification for the next step"
          value={run.guidance?.value}
          locale={visit.locale}
        />
        <ValueSection title="State" value={run.state} locale={visit.locale} />
        <ValueSection title="Input" value={run.input} locale={visit.locale} />
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
const MAX_STEPS_SHOWN = 20;

/** Shows the run with this id; by default, the id in the address. */
export async function showRun(
  visit: Visit,
  id = idIn(visit.c.req.url),
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  const { admin, who, c } = visit;
  const live = await follow(visit, 'run', id);
  const run = await readRun(admin, who, id);
  const [requests, escalations, stuck] = await Promise.all([
    listRequests(admin, who, { runId: id, limit: MAX_RELATED }),
    escalationsOf(visit, id),
    readStuckById(visit.admin, id),
  ]);
  const page = (
    <RunPage
      visit={visit}
      run={run}
      live={live}
      requests={requests.items}
      escalations={escalations}
      stuck={stuck}
    />
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

function RunFacts({ run, now, locale }: { run: RunView; now: number; locale: string }) {
  const { requesterId, startedAt, end, unknown, status } = run;
  return (
    <Facts
      facts={[
        ['Requested by', requesterId === undefined ? null : line(requesterId)],
        ['Started', <When iso={startedAt} now={now} />],
        ['So far', unknown === undefined ? describeTotals(run, numberIn(locale)) : null],
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

function mayCancel({ admin, who }: Visit, run: RunView): boolean {
  if (run.status !== 'running' || !canCancelRun(run, who.name)) return false;
  return can(admin.settings.access, who, run.requesterId === who.name ? 'request' : 'administer');
}

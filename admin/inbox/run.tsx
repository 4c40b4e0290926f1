import type { EscalationItem, RequestItem, RunView, StuckWorkflow } from '../../client';
import { describeTotals, runEventLabels } from '../../rules/runs/details';
import { canCancelRun, runEnded } from '../../rules/runs/end';
import { openEscalationOf } from '../../rules/runs/escalations';
import { visibleLine as line } from '../../rules/text';
import { can } from '../access/permissions';
import { runEventText } from '../text/run';
import { escalationAt, runAt } from './addresses';
import { EscalationRow } from './escalations';
import { Chart } from './parts/chart';
import { CancelForm, Unsent } from './parts/forms';
import { Layout, Live } from './parts/layout';
import { RequestRow } from './parts/request-row';
import { TechnicalDetails, StuckNote, UnknownNote } from './parts/technical-details';
import { type TimelineEvent, Timeline } from './parts/timeline';
import { Facts, JsonSection, Status, When, WithTimes } from './parts/values';
import type { Visit } from './visit';

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

/** A run: whose, how far it got, what people were asked, and what came of it. */
export function RunPage({ visit, run, requests, escalations, stuck }: RunPageProps) {
  const { id, agent, form, status, events, unknown } = run;
  const untold = 'No worker answered: what its agent and people did since cannot be told now.';
  return (
    <Layout title={`${line(agent ?? id)} (${status})`} visit={visit} live={{ id }} at={runAt(id)}>
      <Live part="status">
        <p class="over">
          {form} run · <Status status={status} />
        </p>
      </Live>
      <h1>{agent === undefined ? 'An agent elsewhere' : line(agent)}</h1>
      <Live part="facts">
        <StuckNote stuck={stuck} noun="run" />
        <UnknownNote sentences={unknown === undefined ? [] : [untold]} />
        <RunFacts run={run} now={visit.now} />
      </Live>
      <Live part="charts">
        <div class="charts">
          <Chart title="Confidence" points={events.map(({ confidence }) => confidence)} least={0} most={1} />
          <Chart title="Cost, added up" points={runningTotals(events.map(({ cost }) => cost))} least={0} />
        </div>
      </Live>
      <Live part="asked">
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

function RunFacts({ run, now }: { run: RunView; now: number }) {
  const { requesterId, startedAt, end, unknown, status } = run;
  return (
    <Facts
      facts={[
        ['For', requesterId === undefined ? null : line(requesterId)],
        ['Started', <When iso={startedAt} now={now} />],
        ['So far', unknown === undefined ? describeTotals(run) : null],
        ['Waits', status === 'running' && unknown === undefined ? <Waits run={run} now={now} /> : null],
        ['Outcome', end === undefined ? null : <WithTimes text={line(runEnded(run))} />],
      ]}
    />
  );
}

function Waits({ run, now }: { run: RunView; now: number }) {
  if (run.waitingSince === undefined) return <>for nobody: it works</>;
  const open = openEscalationOf(run);
  return (
    <>
      {open ? (
        <>
          for <a href={escalationAt(open.id)}>its escalation</a>
        </>
      ) : (
        'for people to decide'
      )}
      , since <When iso={run.waitingSince} now={now} />
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

/** All that is known to have happened to a run, in order. */
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

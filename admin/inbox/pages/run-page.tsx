import type { EscalationItem, RequestItem, RunView, StuckWorkflow } from '../../../client';
import { canCancelRun, runEnded } from '../../../rules/runs/end';
import { openEscalationOf } from '../../../rules/runs/escalations';
import { describeTotals } from '../../../rules/runs/details';
import { visibleLine as line } from '../../../rules/text';
import { may } from '../../access/may';
import { escalationAt, runAt } from '../addresses';
import { CancelForm } from '../parts/cancel-form';
import { Chart } from '../parts/chart';
import { Facts } from '../parts/facts';
import { JsonSection } from '../parts/json';
import { Layout } from '../parts/layout';
import { Live } from '../parts/live';
import { RequestRow } from '../parts/request-row';
import { Status } from '../parts/status';
import { When, WithTimes } from '../parts/time';
import { Timeline } from '../parts/timeline';
import { Behind } from '../parts/behind';
import { Stuck } from '../parts/stuck';
import { Unknown } from '../parts/unknown';
import { Unsent } from '../parts/unsent';
import { happenedInRun } from '../run-moments';
import type { Visit } from '../visit';
import { EscalationRow } from './escalations-page';

interface RunPageProps {
  visit: Visit;
  run: RunView;
  requests: readonly RequestItem[];
  escalations: readonly EscalationItem[];
  stuck?: StuckWorkflow | undefined;
}

/** A run: whose, how far it got, what people were asked, and what came of it. */
export function RunPage({ visit, run, requests, escalations, stuck }: RunPageProps) {
  const { id, agent, form, status, moments, unknown } = run;
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
        <Stuck stuck={stuck} noun="run" />
        <Unknown sentences={unknown === undefined ? [] : [untold]} />
        <RunFacts run={run} now={visit.now} />
      </Live>
      <Live part="charts">
        <div class="charts">
          <Chart title="Confidence" points={moments.map(({ confidence }) => confidence)} least={0} most={1} />
          <Chart title="Cost, added up" points={addedUp(moments.map(({ cost }) => cost))} least={0} />
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
        <Timeline moments={happenedInRun(run)} />
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
      <Behind visit={visit} id={id} />
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

function addedUp(costs: readonly (number | undefined)[]): (number | undefined)[] {
  let sum = 0;
  return costs.map((cost) => (cost === undefined ? undefined : (sum += cost)));
}

function mayCancel({ desk, who }: Visit, run: RunView): boolean {
  if (run.status !== 'running' || !canCancelRun(run, who.name)) return false;
  return may(desk.settings.access, who, run.requesterId === who.name ? 'request' : 'administer');
}

import type { RunItem } from '../../../client';
import { RUN_STATUSES, type RunStatus } from '../../../contract/run';
import { visibleLine as line } from '../../../rules/text';
import { runAt, withQuery } from '../addresses';
import { LineField } from '../parts/form-parts';
import { Layout } from '../parts/layout';
import { Live } from '../parts/live';
import { Pager } from '../parts/pager';
import { Row } from '../parts/row';
import { SelectField } from '../parts/select-field';
import { Status } from '../parts/status';
import { Ago } from '../parts/time';
import type { Visit } from '../visit';

export interface RunsQuery {
  status?: RunStatus;
  agent?: string;
  cursor?: string;
}

interface RunsPageProps {
  visit: Visit;
  query: RunsQuery;
  items: readonly RunItem[];
  cursor?: string;
}

/** Agent runs: all that the reader may read. */
export function RunsPage({ visit, query, items, cursor }: RunsPageProps) {
  const { status, agent } = query;
  const isNarrowed = status !== undefined || agent !== undefined;
  return (
    <Layout title="Runs" visit={visit} live="all" wide>
      <div class="head">
        <h1>Runs</h1>
      </div>
      <form class="filter" method="get" action="/runs">
        <SelectField
          name="status"
          label="Status"
          value={status}
          options={[['', 'any'], ...RUN_STATUSES.map((each) => [each, each] as const)]}
        />
        <LineField of="filter" name="agent" label="Agent, exactly" value={agent} />
        <button>Filter</button>
      </form>
      <Live part="rows">
        {items.length === 0 ? (
          <div class="empty">
            <p class="empty-title">
              {isNarrowed ? 'No run that you may read is like that.' : 'There is no run that you may read.'}
            </p>
          </div>
        ) : (
          <ul class="rows">
            {items.map((item) => (
              <RunRow item={item} now={visit.now} />
            ))}
          </ul>
        )}
        <Pager next={cursor === undefined ? undefined : withQuery('/runs', { status, agent, cursor })} />
      </Live>
    </Layout>
  );
}

function RunRow({ item, now }: { item: RunItem; now: number }) {
  const { id, agent, form, requesterId, startedAt, closedAt, status, unreadable } = item;
  return (
    <Row
      href={runAt(id)}
      title={agent === undefined ? 'An agent elsewhere' : line(agent)}
      on={line(id)}
      unreadable={unreadable}
      meta={[
        form,
        requesterId === undefined ? undefined : <>for {line(requesterId)}</>,
        <>
          started <Ago iso={startedAt} now={now} />
        </>,
      ]}
      aside={
        <>
          <Status status={status} />
          {closedAt === undefined ? null : <Ago iso={closedAt} now={now} />}
        </>
      }
    />
  );
}

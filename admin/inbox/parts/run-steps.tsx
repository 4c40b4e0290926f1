import type { Child } from 'hono/jsx';
import type { RunView } from '../../../client';
import type { RunApproval, RunEscalation, RunEvent } from '../../../contract/run';
import { count, measuredNumber } from '../../../rules/presentation/number';
import { runEventLabels } from '../../../rules/runs/details';
import { visible, visibleLine as line } from '../../../rules/text';
import { formatElapsed } from '../../text/time';
import { escalationAt, requestAt } from '../addresses';
import { Folded } from './content/fold';
import { At, Status } from './values';

/*
 * What an agent did, step by step: what each step reported, what it asked and how that ended, and the escalations in between.
 */

interface Entry {
  at: string;
  content: Child;
}

interface RunStepsProps {
  run: RunView;
  title: string;
  /** How many entries are shown; the earlier ones are folded. */
  latest: number;
  /** The escalation whose own page this is. */
  besides?: string;
  /** The language for numbers. */
  locale: string;
}

/** The timeline of a run. */
export function RunSteps({ run, title, latest, besides, locale }: RunStepsProps) {
  const all = entriesOf(run, locale, besides);
  const earlier = all.slice(0, -latest);
  const dropped = droppedEvents(run);
  return (
    <section>
      <h2>{title}</h2>
      {dropped > 0 ? (
        <p class="hint">{`The record keeps the latest events: ${count(dropped, 'earlier event')} ${dropped === 1 ? 'is' : 'are'} not shown.`}</p>
      ) : null}
      {earlier.length === 0 ? null : (
        <Folded summary={`Show the earlier ${count(earlier.length, 'event')}`}>
          <Entries entries={earlier} />
        </Folded>
      )}
      {all.length === 0 ? <p>No step has ended yet.</p> : <Entries entries={all.slice(-latest)} />}
    </section>
  );
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  return (
    <ol class="timeline steps">
      {entries.map(({ content }) => (
        <li>{content}</li>
      ))}
    </ol>
  );
}

/** How many steps or reports the record no longer has. */
function droppedEvents({ events, totals }: RunView): number {
  const known = events.filter(({ what }) => what !== 'failed_attempt').length;
  return totals.steps + totals.reports - known;
}

function entriesOf(run: RunView, locale: string, besides?: string): Entry[] {
  const { events, approvals, startedAt, end, status } = run;
  const escalations = run.escalations.filter(({ id }) => id !== besides);
  const labels = runEventLabels(events);
  const marks = [
    startedAt,
    ...events.map(({ at }) => at),
    ...escalations.flatMap(({ endedAt }) => endedAt ?? []),
  ];
  const steps = events.map((event, index) => ({
    at: event.at,
    content: (
      <Step
        event={event}
        locale={locale}
        label={labels[index] ?? ''}
        since={latestBefore(marks, event.at)}
        approvals={
          event.what === 'step'
            ? approvals.filter(({ requestedInStep }) => requestedInStep === event.number)
            : []
        }
      />
    ),
  }));
  const others = escalations.flatMap((escalation) => [
    { at: escalation.startedAt, content: <Opened escalation={escalation} /> },
    ...(escalation.endedAt === undefined
      ? []
      : [{ at: escalation.endedAt, content: <Ended escalation={escalation} at={escalation.endedAt} /> }]),
  ]);
  const began = {
    at: startedAt,
    content: <Moment at={startedAt} what="started" />,
  };
  const ended = end && {
    at: end.at,
    content: (
      <Moment
        at={end.at}
        what={`${status} by ${line(end.name ?? end.by)}`}
        text={end.reason ?? end.error?.message}
      />
    ),
  };
  // The sort is stable: a step comes before the escalation that it caused.
  const between = [...steps, ...others].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return [began, ...between, ...(ended ? [ended] : [])];
}

function latestBefore(marks: readonly string[], at: string): string | undefined {
  return marks
    .filter((mark) => mark < at)
    .sort()
    .at(-1);
}

interface StepProps {
  event: RunEvent;
  locale: string;
  label: string;
  /** When the event before it happened. */
  since: string | undefined;
  approvals: readonly RunApproval[];
}

function Step({ event, locale, label, since, approvals }: StepProps) {
  const { at, durationMs, confidence, cost, text, error, fired } = event;
  const later = since === undefined ? undefined : Date.parse(at) - Date.parse(since);
  // A step that began right after the event before it took all of that time.
  const beganAtOnce = durationMs !== undefined && later !== undefined && later - durationMs < 1_000;
  return (
    <>
      <Head
        at={at}
        what={label}
        isBad={error !== undefined}
        notes={[
          later === undefined || beganAtOnce ? undefined : `${formatElapsed(later)} later`,
          durationMs === undefined ? undefined : `took ${formatElapsed(durationMs)}`,
          confidence === undefined ? undefined : `confidence ${measuredNumber(confidence, locale)}`,
          cost === undefined ? undefined : `cost ${measuredNumber(cost, locale)}`,
          fired === undefined ? undefined : `fired ${fired.map(line).join(', ')}`,
        ]}
      />
      {error === undefined ? null : <p class="written wrong">{visible(error)}</p>}
      {text === undefined ? null : <p class="written">{visible(text)}</p>}
      {approvals.length === 0 ? null : (
        <ul class="plain asked">
          {approvals.map((approval) => (
            <Asked approval={approval} />
          ))}
        </ul>
      )}
    </>
  );
}

function Asked({ approval: { key, id, status, decision } }: { approval: RunApproval }) {
  return (
    <li>
      asked for <a href={requestAt(id)}>{line(key)}</a>: <Status status={status} />
      {decision?.by === undefined ? null : ` by ${line(decision.by)}`}
      {decision?.reason === undefined ? null : `: ${line(decision.reason)}`}
    </li>
  );
}

function Opened({ escalation: { id, startedAt, level, reason } }: { escalation: RunEscalation }) {
  return (
    <>
      <Head
        at={startedAt}
        what={
          <>
            <a href={escalationAt(id)}>escalated</a> to {level}
          </>
        }
        isBad
      />
      <p class="written">{visible(reason)}</p>
    </>
  );
}

function Ended({ escalation: { status, resolution }, at }: { escalation: RunEscalation; at: string }) {
  if (resolution === undefined) return <Moment at={at} what={`escalation ${status}`} />;
  const who = resolution.by === 'system' ? 'the config' : line(resolution.resolvedBy);
  return (
    <Moment
      at={at}
      what={`escalation resolved by ${who}: ${resolution.action}`}
      text={resolution.resolution}
    />
  );
}

function Moment({ at, what, text }: { at: string; what: string; text?: string | undefined }) {
  return (
    <>
      <Head at={at} what={what} />
      {text === undefined ? null : <p class="written">{visible(text)}</p>}
    </>
  );
}

interface HeadProps {
  at: string;
  what: Child;
  notes?: readonly (string | undefined)[];
  isBad?: boolean;
}

function Head({ at, what, notes = [], isBad = false }: HeadProps) {
  const shown = notes.filter((note) => note !== undefined);
  return (
    <p class="head-line">
      <strong class={isBad ? 'bad' : undefined}>{what}</strong>
      <span class="at">
        <At iso={at} seconds />
        {shown.map((note) => ` · ${note}`).join('')}
      </span>
    </p>
  );
}

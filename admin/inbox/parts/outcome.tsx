import type { EscalationView, RequestView } from '../../../client';
import { endedByText } from '../../../rules/requests/explain';
import { visible, visibleLine as line } from '../../../rules/text';
import { JsonSection, Status, When } from './values';

/*
 * How a request or an escalation ended.
 */

const REQUEST_MEANING = {
  approved: 'The action may go ahead.',
  rejected: 'The action must not go ahead.',
  expired: 'No decision was made in time. The action must not go ahead.',
  cancelled: 'No decision is needed any more. The action must not go ahead.',
} as const;

/** How a request ended: who decided, when and why. */
export function Outcome({ request, now }: { request: RequestView; now: number }) {
  const { end, kind } = request;
  if (end === undefined) return null;
  const isConfirmed = kind === 'confirmation' && end.status === 'approved';
  return (
    <section class="card outcome">
      <h2>
        {isConfirmed ? (
          <>
            <Status status="approved" /> (confirmed)
          </>
        ) : (
          <Status status={end.status} />
        )}{' '}
        by {line(endedByText(request))}
      </h2>
      <p>
        <When iso={end.at} now={now} />. {REQUEST_MEANING[end.status]}
      </p>
      {end.reason ? <blockquote class="written">{visible(end.reason)}</blockquote> : null}
      {end.error ? <p class="hint">{line(end.error.name)}</p> : null}
    </section>
  );
}

const RESOLUTION_MEANING = {
  continue: 'The run or request continues unchanged.',
  abort: 'The run or request ends.',
  modify: 'The run continues with the modification.',
} as const;

/** How an escalation ended: who resolved or cancelled it, when and how. */
export function EscalationEnd({ escalation, now }: { escalation: EscalationView; now: number }) {
  const { resolution, cancelled } = escalation;
  if (resolution) {
    const who =
      resolution.by === 'system' ? 'the config (nobody acknowledged it)' : line(resolution.resolvedBy);
    return (
      <section class="card outcome">
        <h2>
          <Status status="resolved" /> by {who}: {resolution.action}
        </h2>
        <p>
          <When iso={resolution.at} now={now} />. {RESOLUTION_MEANING[resolution.action]}
        </p>
        <blockquote class="written">{visible(resolution.resolution)}</blockquote>
        <JsonSection title="Modification" value={resolution.modification} />
      </section>
    );
  }
  if (cancelled === undefined) return null;
  return (
    <section class="card outcome">
      <h2>
        <Status status="cancelled" /> by {line(cancelled.name ?? cancelled.by)}
      </h2>
      <p>
        <When iso={cancelled.at} now={now} />
      </p>
      {cancelled.reason ? <blockquote class="written">{visible(cancelled.reason)}</blockquote> : null}
    </section>
  );
}

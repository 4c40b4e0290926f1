import type { EscalationView, RequestView } from '../../../client';
import { endedByText } from '../../../rules/requests/explain';
import { visible, visibleLine, visibleLine as line } from '../../../rules/text';
import { JsonSection, Status, When } from './values';

/*
 * How a request or an escalation ended.
 */

const REQUEST_MEANING = {
  approved: 'It may go ahead.',
  rejected: 'It was not approved.',
  expired: 'Nobody decided in time. Nothing was approved.',
  cancelled: 'Nobody needs to decide it any more. Nothing was approved.',
} as const;

/** For whoever comes late: how it ended, by whom, when and why. */
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
        by {visibleLine(endedByText(request))}
      </h2>
      <p>
        <When iso={end.at} now={now} />. {REQUEST_MEANING[end.status]}
      </p>
      {end.reason ? <blockquote class="written">{visible(end.reason)}</blockquote> : null}
      {end.error ? <p class="hint">{visibleLine(end.error.name)}</p> : null}
    </section>
  );
}

const RESOLUTION_MEANING = {
  continue: 'It goes on as it was.',
  abort: 'It is ended.',
  modify: 'It goes on with the modification.',
} as const;

/** How an escalation ended: by whom, when, with what. */
export function EscalationEnd({ escalation, now }: { escalation: EscalationView; now: number }) {
  const { resolution, cancelled } = escalation;
  if (resolution) {
    const who =
      resolution.by === 'system' ? 'the config, as nobody acknowledged it' : line(resolution.resolvedBy);
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

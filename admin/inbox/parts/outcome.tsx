import type { RequestView } from '../../../client';
import { endedByText } from '../../../rules/requests/explain';
import { visible, visibleLine } from '../../../rules/text';
import { Status } from './status';
import { When } from './time';

const MEANING = {
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
        <When iso={end.at} now={now} />. {MEANING[end.status]}
      </p>
      {end.reason ? <blockquote class="written">{visible(end.reason)}</blockquote> : null}
      {end.error ? <p class="hint">{visibleLine(end.error.name)}</p> : null}
    </section>
  );
}

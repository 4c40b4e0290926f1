import type { RequestView } from '../../../client';
import { expiryOutcome } from '../../../rules/requests/record';
import { When } from './time';

const THEN = {
  expire: 'it expires, and nothing is approved',
  reject: 'it is rejected',
  escalate: 'it is escalated, and waits once more',
  approve: 'it is approved by itself',
} as const;

/** Until when a pending request waits, and what happens if nobody does anything. */
export function Deadline({ request, now }: { request: RequestView; now: number }) {
  const { expiresAt, plan } = request;
  if (expiresAt === undefined) return <>not known before a worker has evaluated the policies</>;
  if (Date.parse(expiresAt) <= now)
    return (
      <>
        <When iso={expiresAt} now={now} />: overdue, it ends as soon as a worker is there
      </>
    );
  return (
    <>
      <strong>
        <When iso={expiresAt} now={now} />
      </strong>
      {plan === undefined ? null : (
        <span class="then">If nobody decides by then, {THEN[expiryOutcome(request)]}.</span>
      )}
    </>
  );
}

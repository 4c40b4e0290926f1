import type { RequestView } from '../../../client';
import { neededText } from '../../../rules/requests/explain';
import { expiryOutcome } from '../../../rules/requests/record';
import { visible, visibleLine as line } from '../../../rules/text';
import { channelText, policyLines } from '../../text/plan';
import { When } from './values';

/*
 * Who must decide a request and why, and until when.
 */

/** Which policies apply and why; who has decided; who else is needed. */
export function WhoDecides({ request, now }: { request: RequestView; now: number }) {
  const reasons = policyLines(request);
  return (
    <section>
      <h2>Who decides, and why</h2>
      {reasons.length === 0 ? null : (
        <ul class="plain">
          {reasons.map((reason) => (
            <li>{reason}</li>
          ))}
          {request.plan && request.status === 'pending' ? (
            <li>the deadline is that of {line(request.plan.expiryPolicy)}</li>
          ) : null}
        </ul>
      )}
      <Needed request={request} />
      <Decided request={request} now={now} />
    </section>
  );
}

function Needed({ request: { status, needed, plan, approvers } }: { request: RequestView }) {
  if (status !== 'pending') return null;
  if (plan === undefined && approvers)
    return <p>Asked: {approvers.map(line).join(', ')}. What they decided since is not known.</p>;
  if (needed.length === 0) return null;
  return (
    <>
      <h3>Still needed</h3>
      <ul class="plain">
        {needed.map((need) => (
          <li>
            {line(neededText(need))}
            {need.people.every((person) => need.from.includes(person)) ? null : (
              <>: {need.people.map(line).join(', ')}</>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Decided({ request: { decisions }, now }: { request: RequestView; now: number }) {
  if (decisions.length === 0) return null;
  return (
    <>
      <h3>Decisions</h3>
      <ul class="plain">
        {decisions.map(
          ({ decision, decidedBy, at, transport, via, keyId, stage, reason, notes, void: gone }) => (
            <li>
              <strong>
                {line(decidedBy)} {decision === 'approve' ? 'approved' : 'rejected'}
              </strong>
              {stage > 1 ? ` in stage ${stage}` : ''}, <When iso={at} now={now} />, by{' '}
              {channelText({ transport, via, keyId })}
              {gone === undefined ? null : <em> (no longer counts: {line(gone)})</em>}
              {[reason, notes].map((text) =>
                text ? <blockquote class="written">{visible(text)}</blockquote> : null,
              )}
            </li>
          ),
        )}
      </ul>
    </>
  );
}

const ON_EXPIRY_TEXT = {
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
        <span class="then">If nobody decides by then, {ON_EXPIRY_TEXT[expiryOutcome(request)]}.</span>
      )}
    </>
  );
}

import type { RequestView } from '../../../client';
import { isDueSoon } from '../../../rules/presentation/due-soon';
import { neededText } from '../../../rules/requests/explain';
import { expiryOutcome } from '../../../rules/requests/record';
import { visible, visibleLine as line } from '../../../rules/text';
import { DECIDED } from '../../../rules/verdict-text';
import { originText, policyLines } from '../../text/plan';
import { When } from './values';

/*
 * Who must decide a request, why, and by when.
 */

/** Which policies apply and why, who has decided, and who must still decide. */
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
          {request.plan && request.status === 'pending' && request.kind === 'approval' ? (
            <li>Deadline set by policy {line(request.plan.expiryPolicy)}.</li>
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
    return <p>Approvers: {approvers.map(line).join(', ')}. Their decisions are unknown without a worker.</p>;
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

function Decided({ request: { decisions, end }, now }: { request: RequestView; now: number }) {
  // The outcome already shows the only decision.
  if (decisions.length === 0 || (end?.by === 'people' && decisions.length === 1)) return null;
  return (
    <>
      <h3>Decisions</h3>
      <ul class="plain">
        {decisions.map(
          ({ decision, decidedBy, at, transport, via, keyId, stage, reason, notes, void: gone }) => (
            <li>
              <strong>
                {line(decidedBy)} {DECIDED[decision]}
              </strong>
              {stage > 1 ? ` in stage ${stage}` : ''}, <When iso={at} now={now} />{' '}
              {originText({ transport, via, keyId })}
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

const DEADLINE_TEXT = {
  expire: 'the request expires and is not approved',
  reject: 'the request is rejected',
  escalate: 'the request is escalated and gets a new deadline',
  approve: 'the request is approved automatically',
} as const;

/** The deadline of a pending request, and what happens then. */
export function Deadline({ request, now }: { request: RequestView; now: number }) {
  const { expiresAt, plan } = request;
  if (expiresAt === undefined) return <>unknown until a worker has evaluated the policies</>;
  if (Date.parse(expiresAt) <= now)
    return (
      <>
        <When iso={expiresAt} now={now} />: overdue, it ends when a worker is available
      </>
    );
  return (
    <>
      <strong class={isDueSoon(request, now) ? 'due-soon' : undefined}>
        <When iso={expiresAt} now={now} />
      </strong>
      {plan === undefined ? null : (
        <span class="then">If nobody decides by then, {DEADLINE_TEXT[expiryOutcome(request)]}.</span>
      )}
    </>
  );
}

import type { RequestView } from '../../../client';
import { isSevere } from '../../../rules/presentation/policy';
import { requiredConfirmValue, wrongValuesText } from '../../../rules/requests/confirm-value';
import { formOf } from '../../../rules/requests/message-problem';
import { visible } from '../../../rules/text';
import type { Eligibility } from '../eligibility';
import { namedHash, type Reading, readToken, unshownText } from '../reading';
import { typedIn, type Visit } from '../visit';
import { Deciding, ReadAll, type Typed } from './deciding';
import { HiddenFields, LineField, TextField } from './forms';
import { WithTimes } from './values';

interface DecisionProps {
  visit: Visit;
  request: RequestView;
  eligibility: Eligibility;
  /** Whether everything must be read before an approval, and whether this is the page that shows it. */
  reading: Reading;
}

/** The decision form, or the reason why the reader cannot decide. */
export function DecisionForm({ visit, request, eligibility, reading }: DecisionProps) {
  const { can, why } = eligibility;
  const typed = typedIn(visit, '/decide');
  const hash = namedHash(request);
  if (can.length === 0)
    return why === undefined ? null : (
      <section class="card">
        <h2>You cannot decide this</h2>
        <p class="written">
          <WithTimes text={visible(why)} />
        </p>
      </section>
    );
  return (
    <section class="card" id="decision">
      <h2>Your decision</h2>
      {why === undefined ? null : (
        <p class="written">
          <WithTimes text={visible(why)} />
        </p>
      )}
      <form id="decide" method="post" action="/decide" data-decision>
        <HiddenFields visit={visit} id={request.id} />
        {request.stage === undefined ? null : <input type="hidden" name="stage" value={`${request.stage}`} />}
        {hash === undefined ? null : <input type="hidden" name="contentHash" value={hash} />}
        {reading === 'shown' ? <input type="hidden" name="read" value={readToken(visit, request)} /> : null}
        {request.kind === 'confirmation' ? (
          <Confirming request={request} typed={typed} reading={reading} />
        ) : (
          <Deciding visit={visit} request={request} can={can} reading={reading} />
        )}
      </form>
      <p class="hint">{consequence(request, can)}</p>
      <p class="hint keys-hint">
        Keys:{' '}
        {can.includes('approve') ? (
          <>
            <kbd>a</kbd> to {request.kind === 'confirmation' ? 'confirm' : 'approve'},{' '}
          </>
        ) : null}
        <kbd>r</kbd> to {request.kind === 'confirmation' ? 'decline' : 'reject'}, <kbd>n</kbd> next request.
        Nothing is sent until you press the button.
      </p>
    </section>
  );
}

/** What can still be done after the decision. */
function consequence({ needed, plan, stage = 1 }: RequestView, can: Eligibility['can']): string {
  const isLast = needed.length === 1 && needed[0]?.count === 1;
  const hasLaterStage = plan?.requirements.some((requirement) => requirement.stage > stage) ?? false;
  if (!can.includes('approve') && !can.includes('edit')) return 'This cannot be taken back.';
  // Who has approved already can still edit, and an edit does not always end it.
  if (!can.includes('approve'))
    return 'A rejection cannot be taken back. Before you send an edit, you see who must approve it.';
  if (plan === undefined) return 'Your decision is final as soon as it ends the request.';
  return isLast && !hasLaterStage
    ? 'Your decision ends this request. Nobody can change it after that.'
    : 'After your approval others are asked. Until they decide, you can still reject. A rejection cannot be taken back.';
}

function Confirming({
  request,
  typed,
  reading,
}: Pick<DecisionProps, 'request' | 'reading'> & { typed: Typed }) {
  const value = requiredConfirmValue(request);
  const folded = reading === 'folded';
  return (
    <>
      {folded ? <ReadAll request={request} /> : null}
      {value === undefined || folded ? null : (
        <>
          <p>
            To confirm, type <strong class="to-type">{visible(value)}</strong>
            {wrongValuesText(request)}
          </p>
          <LineField of="decision" name="confirm" label="Value to type" value={typed('confirm')} required />
        </>
      )}
      <TextField of="decision" name="text" label="Note (optional)" value={typed('text')} rows={1} />
      <div class="buttons">
        {folded ? null : (
          <button
            class="primary"
            name="decision"
            value="approve"
            {...(value === undefined ? {} : { 'data-needs': 'confirm' })}
          >
            Confirm
          </button>
        )}
        <button name="decision" value="reject" formnovalidate>
          Decline
        </button>
      </div>
    </>
  );
}

/** On a narrow screen: the way to the decision, at the lower edge while the page is read. */
export function DecisionBar({ request, eligibility: { can }, reading }: Omit<DecisionProps, 'visit'>) {
  if (can.length === 0) return null;
  const mayApprove = can.includes('approve') && request.kind === 'approval' && reading !== 'folded';
  const direct = mayApprove && formOf(request) === undefined && unshownText(request) === undefined;
  const approves = direct && !isSevere(request.plan?.presentation?.severity);
  return (
    <div class="decision-bar">
      {approves ? (
        <button class="primary" form="decide" name="decision" value="approve" formnovalidate>
          Approve
        </button>
      ) : null}
      <a class="button" href="#decision">
        {approves ? 'Note or reject' : 'To the decision'}
      </a>
    </div>
  );
}

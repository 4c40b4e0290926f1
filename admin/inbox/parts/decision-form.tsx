import type { RequestView } from '../../../client';
import { requiredConfirmValue, wrongValuesText } from '../../../rules/requests/confirm-value';
import { visible } from '../../../rules/text';
import type { Eligibility } from '../eligibility';
import { typedIn, type Visit } from '../visit';
import { HiddenFields, LineField, TextField } from './forms';
import { WithTimes } from './values';

type Typed = ReturnType<typeof typedIn>;

interface DecisionProps {
  visit: Visit;
  request: RequestView;
  eligibility: Eligibility;
}

/** The decision form, or the reason why the reader cannot decide. */
export function DecisionForm({ visit, request, eligibility }: DecisionProps) {
  const { can, why } = eligibility;
  const typed = typedIn(visit, '/decide');
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
    <section class="card">
      <h2>Your decision</h2>
      {why === undefined ? null : (
        <p class="written">
          <WithTimes text={visible(why)} />
        </p>
      )}
      <form method="post" action="/decide" data-decision>
        <HiddenFields visit={visit} id={request.id} />
        {request.stage === undefined ? null : <input type="hidden" name="stage" value={`${request.stage}`} />}
        {request.plan === undefined ? null : (
          <input type="hidden" name="contentHash" value={request.plan.contentHash} />
        )}
        {request.kind === 'confirmation' ? (
          <Confirming request={request} typed={typed} />
        ) : (
          <Deciding can={can} typed={typed} />
        )}
      </form>
    </section>
  );
}

function Deciding({ can, typed }: { can: Eligibility['can']; typed: Typed }) {
  const both = can.includes('approve');
  return (
    <>
      <TextField
        of="decision"
        name="text"
        label={both ? 'Note, or reason for rejecting' : 'Reason for rejecting'}
        hint={both ? 'Rejecting needs a reason.' : undefined}
        value={typed('text')}
        required
      />
      <div class="buttons">
        {both ? (
          <button class="primary" name="decision" value="approve" formnovalidate>
            Approve
          </button>
        ) : null}
        <button name="decision" value="reject" data-needs="text">
          Reject
        </button>
      </div>
    </>
  );
}

function Confirming({ request, typed }: { request: RequestView; typed: Typed }) {
  const value = requiredConfirmValue(request);
  return (
    <>
      {value === undefined ? null : (
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
        <button
          class="primary"
          name="decision"
          value="approve"
          {...(value === undefined ? {} : { 'data-needs': 'confirm' })}
        >
          Confirm
        </button>
        <button name="decision" value="reject" formnovalidate>
          Decline
        </button>
      </div>
    </>
  );
}

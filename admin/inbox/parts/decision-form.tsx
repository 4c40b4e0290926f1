import type { RequestView } from '../../../client';
import { isSevere } from '../../../rules/presentation/policy';
import { requiredConfirmValue, wrongValuesText } from '../../../rules/requests/confirm-value';
import { visible, visibleLine as line } from '../../../rules/text';
import { isContentKnown, shownContentHash } from '../../access/requests';
import { shownToken } from '../../sign-in/session';
import { readAllAt } from '../addresses';
import type { Eligibility } from '../eligibility';
import { typedIn, type Visit } from '../visit';
import { HiddenFields, LineField, TextField } from './forms';
import { WithTimes } from './values';

type Typed = ReturnType<typeof typedIn>;

interface DecisionProps {
  visit: Visit;
  request: RequestView;
  eligibility: Eligibility;
  /** Whether everything must be read before an approval, and whether this is the page that shows it. */
  reading: Reading;
}

/** `free`: nothing must be opened first. `folded`: this page hides a part. `shown`: this page shows everything. */
export type Reading = 'free' | 'folded' | 'shown';

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
          <Deciding request={request} can={can} typed={typed} reading={reading} />
        )}
      </form>
      <p class="hint">{consequence(request, can)}</p>
      <p class="hint keys-hint">
        Keys:{' '}
        {can.includes('approve') ? (
          <>
            <kbd>a</kbd> to approve,{' '}
          </>
        ) : null}
        <kbd>r</kbd> to reject, <kbd>n</kbd> next request. Nothing is sent until you press the button.
      </p>
    </section>
  );
}

/** The hash that a decision on this page names. Without a worker it is that of the content on the page. */
export function namedHash(request: RequestView): string | undefined {
  return request.plan?.contentHash ?? (isContentKnown(request) ? shownContentHash(request) : undefined);
}

/** What the page with everything unfolded adds to its form. Only that page has it. */
export function readToken({ admin, who }: Visit, request: RequestView): string {
  return shownToken(...shownAll({ admin, who }, namedHash(request)));
}

/** The arguments for `shownToken` of the page with everything unfolded. */
export function shownAll({ admin, who }: Pick<Visit, 'admin' | 'who'>, contentHash = '') {
  return [admin.settings, who.account, 'all', contentHash] as const;
}

/** What can still be done after the decision. */
function consequence({ needed, plan, stage = 1 }: RequestView, can: Eligibility['can']): string {
  const isLast = needed.length === 1 && needed[0]?.count === 1;
  const hasLaterStage = plan?.requirements.some((requirement) => requirement.stage > stage) ?? false;
  if (!can.includes('approve')) return 'A rejection cannot be taken back.';
  if (plan === undefined) return 'Your decision is final as soon as it ends the request.';
  return isLast && !hasLaterStage
    ? 'Your decision ends this request. Nobody can change it after that.'
    : 'After your approval others are asked. Until they decide, you can still reject. A rejection cannot be taken back.';
}

/** What the person ticks before a request of high severity is approved. */
function Sure({ request: { action, resource, plan } }: { request: RequestView }) {
  return (
    <label class="check sure">
      <input type="checkbox" name="sure" value="yes" required />
      <span>
        I have checked this {plan?.presentation?.severity} severity request: {line(action)}
        {resource === undefined ? '' : ` on ${line(resource)}`}
      </span>
    </label>
  );
}

function ReadAll({ request: { id, plan } }: Pick<Choice, 'request'>) {
  const wants = plan === undefined ? 'A policy that cannot be read now may want' : 'The policy wants';
  return (
    <p>
      {wants} everything to be read before an approval, and parts of the arguments are folded here.{' '}
      <a class="button primary" href={readAllAt(id)}>
        Read everything to decide
      </a>
    </p>
  );
}

interface Choice {
  request: RequestView;
  typed: Typed;
  reading: Reading;
}

function Deciding({ request, can, typed, reading }: Choice & { can: Eligibility['can'] }) {
  const mayApprove = can.includes('approve');
  const both = mayApprove && reading !== 'folded';
  const severe = both && isSevere(request.plan?.presentation?.severity);
  return (
    <>
      {mayApprove && !both ? <ReadAll request={request} /> : null}
      <TextField
        of="decision"
        name="text"
        label={both ? 'Note, or reason for rejecting' : 'Reason for rejecting'}
        hint={both ? 'Rejecting needs a reason.' : undefined}
        value={typed('text')}
        required={!severe}
      />
      {severe ? <Sure request={request} /> : null}
      <div class="buttons">
        {both ? (
          <button
            class="primary"
            name="decision"
            value="approve"
            {...(severe ? { 'data-needs': 'sure' } : { formnovalidate: true })}
          >
            Approve
          </button>
        ) : null}
        <button name="decision" value="reject" data-needs="text" formnovalidate={severe}>
          Reject
        </button>
      </div>
    </>
  );
}

function Confirming({ request, typed, reading }: Choice) {
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
  const direct = can.includes('approve') && request.kind === 'approval' && reading !== 'folded';
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

import type { RequestView } from '../../../client';
import type { DecisionKind } from '../../../contract/names';
import { isSevere } from '../../../rules/presentation/policy';
import { formOf } from '../../../rules/requests/message-problem';
import { visible, visibleLine as line } from '../../../rules/text';
import { editAt, readAllAt } from '../addresses';
import type { Eligibility } from '../eligibility';
import { type Reading, readToken, unshownText } from '../reading';
import { typedForm, typedIn, type Visit } from '../visit';
import { AnswerFields } from './answer-fields';
import { TextField } from './forms';

export type Typed = ReturnType<typeof typedIn>;

interface DecidingProps {
  visit: Visit;
  request: RequestView;
  can: Eligibility['can'];
  reading: Reading;
}

/** The fields and buttons for the decisions that the policies allow. */
export function Deciding({ visit, request, can, reading }: DecidingProps) {
  const typed = typedIn(visit, '/decide');
  const unshown = unshownText(request);
  const isApprovable = reading !== 'folded' && unshown === undefined;
  const offered = can.filter((kind) => isApprovable || (kind !== 'approve' && kind !== 'edit'));
  const may = (kind: DecisionKind) => offered.includes(kind);
  const form = formOf(request);
  const answered = form !== undefined && (may('approve') || may('respond'));
  const words = wordsOf(offered, answered);
  const answerWord = can.includes('approve') || can.includes('edit') ? 'Answer instead' : 'Answer';
  const severe = may('approve') && isSevere(request.plan?.presentation?.severity);
  return (
    <>
      {unshown === undefined ? null : <p class="note missing">{visible(unshown)}</p>}
      {reading === 'folded' && (can.includes('approve') || can.includes('edit')) ? (
        <ReadAll request={request} />
      ) : null}
      {answered ? (
        <AnswerFields
          form={form}
          typed={typedForm(visit, '/decide')}
          problems={visit.typed?.action === '/decide' ? visit.typed.problems : undefined}
        />
      ) : null}
      {words === undefined ? null : (
        <TextField
          of="decision"
          name="text"
          {...words}
          value={typed('text')}
          required={!severe && !answered && (may('reject') || may('respond'))}
        />
      )}
      {severe ? <Sure request={request} /> : null}
      <div class="buttons">
        {may('approve') ? (
          <button
            class="primary"
            name="decision"
            value="approve"
            {...(severe ? { 'data-needs': 'sure' } : { formnovalidate: true })}
          >
            Approve
          </button>
        ) : null}
        {may('edit') ? (
          <a
            class="button"
            href={editAt(request.id, reading === 'shown' ? readToken(visit, request) : undefined)}
          >
            Edit and approve
          </a>
        ) : null}
        {may('respond') ? (
          <button
            name="decision"
            value="respond"
            {...(answered ? { formnovalidate: true } : { 'data-needs': 'text', formnovalidate: severe })}
          >
            {answerWord}
          </button>
        ) : null}
        {may('reject') ? (
          <button name="decision" value="reject" data-needs="text" formnovalidate={severe || answered}>
            Reject
          </button>
        ) : null}
      </div>
      {may('respond') ? (
        <p class="hint">
          “{answerWord}” ends the request without an approval: the action does not run, and the agent gets
          {answered ? ' the form and your text.' : ' your text.'}
        </p>
      ) : null}
    </>
  );
}

/**
 * The label of the text field, which all decisions share, and a hint on which decisions need it. Undefined if none uses
 * it.
 */
function wordsOf(
  offered: Eligibility['can'],
  hasForm: boolean,
): { label: string; hint?: string } | undefined {
  const may = (kind: DecisionKind) => offered.includes(kind);
  if (may('approve') && !may('reject') && !may('respond')) return { label: 'Note (optional)' };
  const uses = [
    may('approve') ? 'note' : [],
    may('reject') ? 'reason for rejecting' : [],
    may('respond') ? 'answer' : [],
  ].flat();
  if (uses.length === 0) return undefined;
  const label = uses
    .map((use, index) => (index > 0 && index === uses.length - 1 ? `or ${use}` : use))
    .join(', ');
  const needs =
    may('respond') && !hasForm ? 'Rejecting and answering need a text.' : 'Rejecting needs a reason.';
  return {
    label: `${label.charAt(0).toUpperCase()}${label.slice(1)}`,
    ...(may('reject') && uses.length > 1 && { hint: needs }),
  };
}

/** What the person ticks before a request of high severity is approved. */
export function Sure({ request: { action, resource, plan } }: { request: RequestView }) {
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

export function ReadAll({ request: { id, plan } }: Pick<DecidingProps, 'request'>) {
  const wants = plan === undefined ? 'A policy that cannot be read now may want' : 'The policy wants';
  return (
    <p>
      {wants} everything to be read before an approval, and parts of the content are folded here.{' '}
      <a class="button primary" href={readAllAt(id)}>
        Read everything to decide
      </a>
    </p>
  );
}

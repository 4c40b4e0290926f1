import type { EscalationView } from '../../../client';
import { notAssigned } from '../../../rules/escalations/explain';
import {
  canHandle,
  entitledEntries,
  escalationCancellerRole,
  peopleOfAssignee,
} from '../../../rules/escalations/people';
import { visible } from '../../../rules/text';
import { can } from '../../access/permissions';
import { namesOf } from '../../access/principal';
import { typedIn, type Visit } from '../visit';
import { HiddenFields, CancelForm, LineField, TextField, Unsent } from './forms';

const PROMOTE = '/escalations/promote';
const REASSIGN = '/escalations/reassign';
const CANCEL = '/escalations/cancel';
const ACTIONS = ['/escalations/resolve', PROMOTE, REASSIGN, CANCEL];

interface FormsProps {
  visit: Visit;
  escalation: EscalationView;
}

/** The forms for an open escalation, or the reason why the reader cannot use them. */
export function EscalationForms({ visit, escalation }: FormsProps) {
  const { status, id, level } = escalation;
  if (status !== 'pending' && status !== 'acknowledged') return <Unsent visit={visit} actions={ACTIONS} />;
  const why = refusalFor(visit, escalation);
  const cancelling = mayCancel(visit, escalation) ? (
    <CancelForm visit={visit} id={id} action={CANCEL} noun="escalation" />
  ) : null;
  if (why !== undefined)
    return (
      <>
        <section class="card">
          <h2>You cannot resolve this</h2>
          <p class="written">{visible(why)}</p>
        </section>
        <Unsent visit={visit} actions={ACTIONS.filter((action) => action !== CANCEL || !cancelling)} />
        {cancelling}
      </>
    );
  const reassigning = typedIn(visit, REASSIGN);
  return (
    <>
      {status === 'pending' ? <Acknowledge visit={visit} id={id} /> : null}
      <ResolveForm visit={visit} escalation={escalation} />
      <details open={[PROMOTE, REASSIGN].some((action) => visit.typed?.action === action)}>
        <summary>Promote or reassign</summary>
        <form method="post" action={PROMOTE}>
          <h3>Promote to the next level</h3>
          <HiddenFields visit={visit} id={id} />
          <input type="hidden" name="expectedLevel" value={level} />
          <TextField
            of="promote"
            name="reason"
            label="Reason (optional)"
            rows={1}
            value={typedIn(visit, PROMOTE)('reason')}
          />
          <div class="buttons">
            <button>Promote</button>
          </div>
        </form>
        <form method="post" action={REASSIGN}>
          <h3>Reassign at this level</h3>
          <HiddenFields visit={visit} id={id} />
          <LineField
            of="reassign"
            name="assignees"
            label="People or teams"
            hint="Separate names with commas."
            value={reassigning('assignees')}
            required
          />
          <TextField
            of="reassign"
            name="reason"
            label="Reason (optional)"
            rows={1}
            value={reassigning('reason')}
          />
          <div class="buttons">
            <button>Reassign</button>
          </div>
        </form>
      </details>
      {cancelling}
    </>
  );
}

function Acknowledge({ visit, id }: { visit: Visit; id: string }) {
  return (
    <form class="card" method="post" action="/escalations/acknowledge">
      <h2>Acknowledge</h2>
      <p>The escalation is then no longer promoted. You must still resolve it before the deadline.</p>
      <HiddenFields visit={visit} id={id} />
      <div class="buttons">
        <button class="primary">Acknowledge</button>
      </div>
    </form>
  );
}

function refusalFor({ admin, who }: Visit, escalation: EscalationView): string | undefined {
  if (!can(admin.settings.access, who, 'decide'))
    return 'You may read this escalation but not resolve it: admin.access.decide does not name you.';
  if (escalation.plan === undefined)
    return namesOf(who).some((name) => escalation.assignees.includes(name)) || escalation.unknown
      ? undefined
      : 'The assignees are still being looked up. This page updates when they are known.';
  if (canHandle(escalation, who.name)) return undefined;
  const people = entitledEntries(escalation).flatMap((entry) => {
    const members = peopleOfAssignee(escalation, entry);
    return members.includes(entry) ? [] : members;
  });
  const names =
    people.length > 0 && people.length <= 20 ? ` These are: ${[...new Set(people)].join(', ')}.` : '';
  return notAssigned(escalation, who.name) + names;
}

function mayCancel({ admin, who }: Visit, escalation: EscalationView): boolean {
  return (
    can(admin.settings.access, who, 'administer') &&
    escalationCancellerRole(escalation, who.name) !== undefined
  );
}

const RUN_ACTIONS = [
  ['continue', 'Continue', 'The run continues unchanged.'],
  ['modify', 'Modify', 'The run continues, and its next step gets your modification.'],
  ['abort', 'Abort', 'The run ends as aborted.'],
] as const;

const REQUEST_ACTIONS = [
  ['continue', 'Continue', 'The request keeps waiting for its approvers.'],
  ['abort', 'Abort', 'The request is rejected.'],
] as const;

/** The form that resolves an escalation. A request's content is fixed, so `modify` is offered for runs only. */
function ResolveForm(props: { visit: Visit; escalation: EscalationView }) {
  const { visit, escalation } = props;
  const typed = typedIn(visit, '/escalations/resolve');
  const { id, requestId } = escalation;
  const actions = requestId === undefined ? RUN_ACTIONS : REQUEST_ACTIONS;
  return (
    <form class="card resolve" method="post" action="/escalations/resolve">
      <h2>Resolve</h2>
      <HiddenFields visit={visit} id={id} />
      <fieldset>
        <legend>Outcome</legend>
        {actions.map(([action, name, effect]) => (
          <label class="choice">
            <input type="radio" name="action" value={action} required checked={typed('action') === action} />
            <span>
              <strong>{name}</strong> <span class="hint">{effect}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {requestId === undefined ? (
        <div class="modification">
          <TextField
            of="resolve"
            name="modification"
            label="Modification, as JSON"
            hint='Only with Modify. For example: {"budget": 100}. At most 48 KB.'
            value={typed('modification')}
            rows={4}
            maxLength={49152}
          />
        </div>
      ) : null}
      <TextField
        of="resolve"
        name="resolution"
        label="What you found or did"
        value={typed('resolution')}
        required
      />
      <div class="buttons">
        <button class="primary" data-needs="resolution">
          Resolve
        </button>
      </div>
    </form>
  );
}

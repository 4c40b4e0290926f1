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

/** What the reader can do about an escalation, or why nothing. */
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
          <h2>Not yours to resolve</h2>
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
        <summary>Ask somebody else</summary>
        <form method="post" action={PROMOTE}>
          <h3>The next level</h3>
          <HiddenFields visit={visit} id={id} />
          <input type="hidden" name="expectedLevel" value={level} />
          <TextField
            of="promote"
            name="reason"
            label="Why (optional)"
            rows={1}
            value={typedIn(visit, PROMOTE)('reason')}
          />
          <div class="buttons">
            <button>Promote</button>
          </div>
        </form>
        <form method="post" action={REASSIGN}>
          <h3>Others at this level</h3>
          <HiddenFields visit={visit} id={id} />
          <LineField
            of="reassign"
            name="assignees"
            label="People or teams"
            hint="Several with commas between them."
            value={reassigning('assignees')}
            required
          />
          <TextField
            of="reassign"
            name="reason"
            label="Why (optional)"
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
      <h2>I have it</h2>
      <p>Nobody above is asked while you look at it. The deadline stays.</p>
      <HiddenFields visit={visit} id={id} />
      <div class="buttons">
        <button class="primary">Acknowledge</button>
      </div>
    </form>
  );
}

function refusalFor({ admin, who }: Visit, escalation: EscalationView): string | undefined {
  if (!can(admin.settings.access, who, 'decide'))
    return 'You may read this, not resolve it: admin.access.decide of the config does not name you.';
  if (escalation.plan === undefined)
    return namesOf(who).some((name) => escalation.assignees.includes(name)) || escalation.unknown
      ? undefined
      : 'Who is asked is being looked up. The page shows it as soon as it is known.';
  if (canHandle(escalation, who.name)) return undefined;
  const people = entitledEntries(escalation).flatMap((entry) => {
    const behind = peopleOfAssignee(escalation, entry);
    return behind.includes(entry) ? [] : behind;
  });
  const names =
    people.length > 0 && people.length <= 20 ? ` That is: ${[...new Set(people)].join(', ')}.` : '';
  return notAssigned(escalation, who.name) + names;
}

function mayCancel({ admin, who }: Visit, escalation: EscalationView): boolean {
  return (
    can(admin.settings.access, who, 'administer') &&
    escalationCancellerRole(escalation, who.name) !== undefined
  );
}

const OF_RUN = [
  ['continue', 'Continue', 'The run goes on as it is.'],
  ['modify', 'Modify', 'The run goes on, and its next step is given what you say.'],
  ['abort', 'Abort', 'The run ends as aborted.'],
] as const;

const OF_REQUEST = [
  ['continue', 'Continue', 'The request goes on waiting for its approvers.'],
  ['abort', 'Abort', 'The request is rejected.'],
] as const;

/** How an escalation ends. A request's content is fixed, so it is not modified. */
function ResolveForm(props: { visit: Visit; escalation: EscalationView }) {
  const { visit, escalation } = props;
  const typed = typedIn(visit, '/escalations/resolve');
  const { id, requestId } = escalation;
  const actions = requestId === undefined ? OF_RUN : OF_REQUEST;
  return (
    <form class="card resolve" method="post" action="/escalations/resolve">
      <h2>Resolve it</h2>
      <HiddenFields visit={visit} id={id} />
      <fieldset>
        <legend>What happens now</legend>
        {actions.map(([action, name, then]) => (
          <label class="choice">
            <input type="radio" name="action" value={action} required checked={typed('action') === action} />
            <span>
              <strong>{name}</strong> <span class="hint">{then}</span>
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
            hint='With Modify alone, such as {"budget": 100}. At most 48 KB.'
            value={typed('modification')}
            rows={4}
            most={49152}
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

import type { EscalationView } from '../../../client';
import {
  escalationCancellerRole,
  entitledEntries,
  canHandle,
  peopleOfAssignee,
} from '../../../rules/escalations/people';
import { notAssigned } from '../../../rules/escalations/explain';
import { visible } from '../../../rules/text';
import { may } from '../../access/may';
import { namesOf } from '../../access/principal';
import { typedIn, type Visit } from '../visit';
import { CancelForm } from './cancel-form';
import { ActsOn, LineField, TextField } from './form-parts';
import { ResolveForm } from './resolve-form';
import { Unsent } from './unsent';

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
  const why = whyNot(visit, escalation);
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
          <ActsOn visit={visit} id={id} />
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
          <ActsOn visit={visit} id={id} />
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
      <ActsOn visit={visit} id={id} />
      <div class="buttons">
        <button class="primary">Acknowledge</button>
      </div>
    </form>
  );
}

function whyNot({ desk, who }: Visit, escalation: EscalationView): string | undefined {
  if (!may(desk.settings.access, who, 'decide'))
    return 'You may read this, not resolve it: desk.access.decide of the config does not name you.';
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

function mayCancel({ desk, who }: Visit, escalation: EscalationView): boolean {
  return (
    may(desk.settings.access, who, 'administer') &&
    escalationCancellerRole(escalation, who.name) !== undefined
  );
}

import type { EscalationView } from '../../../client';
import { notAssigned } from '../../../rules/escalations/explain';
import {
  canHandle,
  entitledEntries,
  escalationCancellerRole,
  peopleOfAssignee,
} from '../../../rules/escalations/people';
import { visible, visibleLine as line } from '../../../rules/text';
import type { EscalationSubject } from '../../access/escalations';
import { can } from '../../access/permissions';
import { namesOf } from '../../access/principal';
import { acknowledgementEffect, outcomeChoices } from '../../text/outcomes';
import {
  changedFields,
  fieldName,
  fieldText,
  plainFieldsOf,
  SHOWN_FIELDS,
  shownFields,
} from '../modification';
import { typedIn, type Visit } from '../visit';
import { Value } from './content/content';
import { HiddenFields, CancelForm, LineField, TextField, Unsent } from './forms';
import { WithTimes } from './values';

const PROMOTE = '/escalations/promote';
const REASSIGN = '/escalations/reassign';
const CANCEL = '/escalations/cancel';
const RESOLVE = '/escalations/resolve';
const ACTIONS = [RESOLVE, PROMOTE, REASSIGN, CANCEL];

interface FormsProps {
  visit: Visit;
  escalation: EscalationView;
  subject: EscalationSubject;
}

/** The forms for an open escalation, or the reason why the reader cannot use them. */
export function EscalationForms({ visit, escalation, subject }: FormsProps) {
  const { status, id, level } = escalation;
  if (status !== 'pending' && status !== 'acknowledged')
    return <UnsentForms visit={visit} actions={ACTIONS} />;
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
        <UnsentForms visit={visit} actions={ACTIONS.filter((action) => action !== CANCEL || !cancelling)} />
        {cancelling}
      </>
    );
  const reassigning = typedIn(visit, REASSIGN);
  return (
    <>
      {status === 'pending' ? <Acknowledge visit={visit} escalation={escalation} /> : null}
      <ResolveForm visit={visit} escalation={escalation} subject={subject} />
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

/** What was typed, also into the fields of the modification, when the page no longer has the form. */
function UnsentForms({ visit, actions }: { visit: Visit; actions: readonly string[] }) {
  const { typed } = visit;
  const changed = typed?.action === RESOLVE ? changedFields(typed.form) : undefined;
  const changes = changed && 'changes' in changed ? changed.changes : {};
  return (
    <>
      <Unsent visit={visit} actions={actions} />
      {Object.keys(changes).length === 0 ? null : (
        <section class="card">
          <h2>What you changed</h2>
          <Value value={changes} locale={visit.locale} />
        </section>
      )}
    </>
  );
}

function Acknowledge({ visit, escalation }: { visit: Visit; escalation: EscalationView }) {
  return (
    <form class="card" method="post" action="/escalations/acknowledge">
      <h2>Acknowledge</h2>
      <p>{acknowledgementEffect(escalation)}</p>
      <HiddenFields visit={visit} id={escalation.id} />
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

/** The form that resolves an escalation, with the consequence of each choice. */
function ResolveForm({ visit, escalation, subject }: FormsProps) {
  const typed = typedIn(visit, RESOLVE);
  const choices = outcomeChoices(escalation, subject.request?.expiresAt);
  return (
    <form class="card resolve" method="post" action={RESOLVE}>
      <h2>Resolve</h2>
      <HiddenFields visit={visit} id={escalation.id} />
      <fieldset>
        <legend>Outcome</legend>
        {choices.map(({ action, name, effect }) => (
          <label class="choice">
            <input type="radio" name="action" value={action} required checked={typed('action') === action} />
            <span>
              <strong>{name}</strong>{' '}
              <span class="hint">
                <WithTimes text={effect} />
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      {choices.some(({ action }) => action === 'modify') ? (
        <ModificationFields visit={visit} now={subject.run ?? escalation.context ?? {}} />
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

/**
 * The change for the next step: a field for each plain value of the run's state, else of its input, or JSON.
 *
 * @param now the run; for a reader who may not read it, what it reported
 */
function ModificationFields({ visit, now }: { visit: Visit; now: { state?: unknown; input?: unknown } }) {
  const typed = visit.typed?.action === RESOLVE ? visit.typed.form : undefined;
  const json = typed?.one('modification');
  const ofState = plainFieldsOf(now.state);
  const fields = (typed && shownFields(typed)) ?? ofState ?? plainFieldsOf(now.input);
  const asJson = (
    <TextField
      of="resolve"
      name="modification"
      label="Modification, as JSON"
      hint={`Only with Modify. For example: {"budget": 100}. At most 48 KB.`}
      value={json}
      rows={4}
      maxLength={49152}
    />
  );
  if (fields === undefined) return <div class="modification">{asJson}</div>;
  return (
    <div class="modification">
      <fieldset class="changes">
        <legend>What you change</legend>
        <p class="hint">
          {`Only with Modify. The fields show the run's current ${ofState ? 'state' : 'input'}. The next step gets those that you change.`}
        </p>
        <input type="hidden" name={SHOWN_FIELDS} value={JSON.stringify(fields)} />
        {Object.entries(fields).map(([key, value], index) => (
          <PlainField
            name={fieldName(index)}
            label={line(key) || 'empty key'}
            value={value}
            text={typed ? (typed.one(fieldName(index)) ?? '') : fieldText(value)}
          />
        ))}
      </fieldset>
      <details open={json !== undefined}>
        <summary>Write the modification as JSON instead</summary>
        {asJson}
      </details>
    </div>
  );
}

/** One value, in a field that fits its type. */
function PlainField({
  name,
  label,
  value,
  text,
}: {
  name: string;
  label: string;
  value: string | number | boolean;
  text: string;
}) {
  if (typeof value === 'boolean')
    return (
      <fieldset class="yes-no">
        <legend>{label}</legend>
        {(['true', 'false'] as const).map((choice) => (
          <label class="choice">
            <input type="radio" name={name} value={choice} checked={text === choice} />
            <span>{choice === 'true' ? 'yes' : 'no'}</span>
          </label>
        ))}
      </fieldset>
    );
  if (typeof value === 'string' && (value.includes('\n') || value.length > 80))
    return <TextField of="change" name={name} label={label} value={text} rows={4} />;
  const id = `change-${name}`;
  return (
    <div class="field">
      <label for={id}>
        {label} {typeof value === 'number' ? <span class="hint">number</span> : null}
      </label>
      <input
        id={id}
        name={name}
        value={text}
        inputmode={typeof value === 'number' ? 'decimal' : undefined}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
      />
    </div>
  );
}

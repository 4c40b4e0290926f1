import { randomUUID } from 'node:crypto';
import type { PropsWithChildren } from 'hono/jsx';
import { visible } from '../../../rules/text';
import type { AdminSettings } from '../../http/context';
import { csrfToken, type Session } from '../../sign-in/session';
import { inputOf } from '../answer';
import { typedIn, type Visit } from '../visit';

/*
 * Fields and small forms.
 */

/** The token that proves that a page of this admin server sent the form. */
export function Csrf({ settings, session }: { settings: AdminSettings; session: Session }) {
  return <input type="hidden" name="csrf" value={csrfToken(settings, session)} />;
}

/** The hidden fields of every action form. The `decisionId` makes a double click, a replay or a reload count once. */
export function HiddenFields({ visit, id }: { visit: Visit; id?: string }) {
  return (
    <>
      <Csrf settings={visit.admin.settings} session={visit.session} />
      <input type="hidden" name="decisionId" value={randomUUID()} />
      {id === undefined ? null : <input type="hidden" name="id" value={id} />}
    </>
  );
}

interface TextProps {
  name: string;
  label: string;
  hint?: string;
  value?: string;
  required?: boolean;
  rows?: number;
  /** Maximum number of characters. */
  maxLength?: number;
  /** The form's name. It makes the field's id unique on a page with several forms. */
  of?: string;
}

/** A label, a hint and an input. */
function Field({
  id,
  label,
  hint,
  children,
}: PropsWithChildren<{ id: string } & Pick<TextProps, 'label' | 'hint'>>) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint === undefined ? null : (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
    </div>
  );
}

/** A text field with several lines. */
export function TextField({
  name,
  label,
  hint,
  value,
  required,
  rows = 2,
  maxLength = 4000,
  of = 'form',
}: TextProps) {
  const id = `${of}-${name}`;
  return (
    <Field id={id} label={label} hint={hint}>
      <textarea
        id={id}
        name={name}
        rows={rows}
        maxlength={maxLength}
        required={required}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      >
        {value ? `\n${value}` : ''}
      </textarea>
    </Field>
  );
}

/** A text field with one line. */
export function LineField({ name, label, hint, value, required, of = 'form' }: TextProps) {
  const id = `${of}-${name}`;
  return (
    <Field id={id} label={label} hint={hint}>
      <input
        id={id}
        name={name}
        value={value}
        required={required}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
    </Field>
  );
}

/** A drop-down list. */
export function SelectField(props: {
  name: string;
  label: string;
  options: readonly (readonly [value: string, label: string])[];
  value?: string;
  of?: string;
}) {
  const { name, label, options, value = '', of = 'filter' } = props;
  const id = `${of}-${name}`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name}>
        {options.map(([option, text]) => (
          <option value={option} selected={option === value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The form to cancel, for requesters and operators. It is collapsed because it is rarely needed. */
export function CancelForm({
  visit,
  id,
  action,
  noun,
}: {
  visit: Visit;
  id: string;
  action: string;
  noun: string;
}) {
  const reason = typedIn(visit, action)('reason');
  return (
    <details open={reason !== undefined}>
      <summary>Cancel this {noun}</summary>
      <form method="post" action={action}>
        <HiddenFields visit={visit} id={id} />
        <TextField of="cancel" name="reason" label="Reason (optional)" value={reason} />
        <div class="buttons">
          <button>Cancel the {noun}</button>
        </div>
      </form>
    </details>
  );
}

/** The fields that people type into. */
const TYPED_FIELDS = ['text', 'comment', 'confirm', 'reason', 'resolution', 'modification', 'assignees'];

/** Shows what was typed into one of these forms when the page no longer has the form. */
export function Unsent({ visit: { typed }, actions }: { visit: Visit; actions: readonly string[] }) {
  if (typed === undefined || !actions.includes(typed.action)) return null;
  const texts = typed.form
    .entries()
    .filter(([name]) => TYPED_FIELDS.includes(name) || name.startsWith(inputOf('')))
    .map(([, text]) => text);
  if (texts.length === 0) return null;
  return (
    <section class="card">
      <h2>What you typed</h2>
      <p class="hint">It can no longer be sent from this page.</p>
      {texts.map((text) => (
        <p class="written">{visible(text)}</p>
      ))}
    </section>
  );
}

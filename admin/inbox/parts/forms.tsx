import { randomUUID } from 'node:crypto';
import type { PropsWithChildren } from 'hono/jsx';
import { visible } from '../../../rules/text';
import { csrfToken, type Session } from '../../sign-in/session';
import { typedIn, type Visit } from '../visit';
import type { AdminSettings } from '../../http/context';

/*
 * Fields and small forms.
 */

/** What proves that one of our pages sent the form. */
export function Csrf({ settings, session }: { settings: AdminSettings; session: Session }) {
  return <input type="hidden" name="csrf" value={csrfToken(settings, session)} />;
}

/** What every form that acts on one thing carries: by its `decisionId` a double click, a replay or a reload counts once. */
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
  /** Characters at most. */
  most?: number;
  /** Several forms on a page may have a field of this name. */
  of?: string;
}

/** A label, a hint and what is to be filled in. */
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

/** A field for text of several lines. */
export function TextField({
  name,
  label,
  hint,
  value,
  required,
  rows = 2,
  most = 4000,
  of = 'form',
}: TextProps) {
  const id = `${of}-${name}`;
  return (
    <Field id={id} label={label} hint={hint}>
      <textarea
        id={id}
        name={name}
        rows={rows}
        maxlength={most}
        required={required}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      >
        {value ? `\n${value}` : ''}
      </textarea>
    </Field>
  );
}

/** A field for one line. */
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

/** A choice of a few. */
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

/** For whoever asked, and for operators: folded away, since it is not what most come for. */
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
        <TextField of="cancel" name="reason" label="Why (optional)" value={reason} />
        <div class="buttons">
          <button>Cancel the {noun}</button>
        </div>
      </form>
    </details>
  );
}

/** Fields that people type into. The others say what a form is about. */
const TEXTS = ['text', 'confirm', 'reason', 'resolution', 'modification', 'assignees'];

/** What was typed into one of these forms, where the page no longer offers it. */
export function Unsent({ visit: { typed }, actions }: { visit: Visit; actions: readonly string[] }) {
  if (typed === undefined || !actions.includes(typed.action)) return null;
  const texts = TEXTS.flatMap((name) => typed.form.one(name) ?? []);
  if (texts.length === 0) return null;
  return (
    <section class="card">
      <h2>What you typed</h2>
      <p class="hint">It can no longer be sent from here.</p>
      {texts.map((text) => (
        <p class="written">{visible(text)}</p>
      ))}
    </section>
  );
}

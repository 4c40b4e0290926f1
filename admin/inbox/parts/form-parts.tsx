import { randomUUID } from 'node:crypto';
import type { PropsWithChildren } from 'hono/jsx';
import type { DeskSettings } from '../../desk/desk';
import { csrfToken, type Session } from '../../sign-in/session';
import type { Visit } from '../visit';

/** What proves that one of our pages sent the form. */
export function Csrf({ settings, session }: { settings: DeskSettings; session: Session }) {
  return <input type="hidden" name="csrf" value={csrfToken(settings, session)} />;
}

/** What every form that acts on one thing carries: by its `decisionId` a double click, a replay or a reload counts once. */
export function ActsOn({ visit, id }: { visit: Visit; id?: string }) {
  return (
    <>
      <Csrf settings={visit.desk.settings} session={visit.session} />
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

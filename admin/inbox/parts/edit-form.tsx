import type { Child } from 'hono/jsx';
import type { RequestView } from '../../../client';
import { count } from '../../../rules/presentation/number';
import { visible, visibleLine as line } from '../../../rules/text';
import { editInputOf, type EditField } from '../editable';
import type { Form } from '../form';
import { namedHash } from '../reading';
import type { Visit } from '../visit';
import { HiddenFields } from './forms';

interface EditProps {
  visit: Visit;
  request: RequestView;
  fields: readonly EditField[];
  /** What was typed, if the form is shown again. */
  typed: Form | undefined;
}

/** What every form of an edit carries on: what it is about, and the proof that everything was read. */
export function EditedContent({ visit, request, fields, typed }: EditProps) {
  const read = typed?.one('read') ?? visit.c.req.query('read');
  return (
    <>
      <HiddenFields visit={visit} id={request.id} />
      <input type="hidden" name="contentHash" value={namedHash(request)} />
      {request.stage === undefined ? null : <input type="hidden" name="stage" value={`${request.stage}`} />}
      {read === undefined ? null : <input type="hidden" name="read" value={read} />}
      {fields.map(({ path }) => (
        <input type="hidden" name="field" value={path} />
      ))}
    </>
  );
}

/** One input for each place that may be changed. */
export function EditForm({
  problems,
  more,
  ...props
}: EditProps & { problems: Record<string, string>; more: number }) {
  const { fields, typed } = props;
  return (
    <form class="edit" id="edit" method="post" action="/edit">
      <EditedContent {...props} />
      {fields.map((field) => (
        <EditInput
          field={field}
          text={typed === undefined ? field.text : (typed.one(editInputOf(field.path)) ?? '')}
          problem={problems[field.path]}
        />
      ))}
      {more === 0 ? null : (
        <p class="note">
          {count(more, 'more place')} could be changed. This page shows the first {fields.length}.
        </p>
      )}
      <div class="buttons">
        <button class="primary" name="step" value="preview">
          Show the change
        </button>
      </div>
      <p class="hint">Nothing is sent yet: the next page shows what changes and who must approve it.</p>
    </form>
  );
}

const HINTS: Partial<Record<EditField['kind'], string>> = {
  number: 'A number.',
  json: 'JSON.',
};

function EditInput({
  field,
  text,
  problem,
}: {
  field: EditField;
  text: string;
  problem: string | undefined;
}): Child {
  const { path, label, kind, value } = field;
  const id = `edit-${path.replaceAll(/[^A-Za-z0-9]/g, (each) => `_${each.codePointAt(0)}_`)}`;
  const hint = value === undefined ? 'Not set now. JSON: put a text between double quotes.' : HINTS[kind];
  const about = [hint === undefined ? [] : `${id}-hint`, problem === undefined ? [] : `${id}-problem`].flat();
  const shared = {
    id,
    name: editInputOf(path),
    ...(about.length > 0 && { 'aria-describedby': about.join(' ') }),
    ...(problem !== undefined && { 'aria-invalid': 'true' as const }),
  };
  return (
    <div class="field">
      <label for={id}>{line(label)}</label>
      {hint === undefined ? null : (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem === undefined ? null : (
        <p class="problem" id={`${id}-problem`}>
          {line(label)} {visible(problem)}.
        </p>
      )}
      <Input kind={kind} text={text} shared={shared} />
    </div>
  );
}

function Input({ kind, text, shared }: { kind: EditField['kind']; text: string; shared: object }): Child {
  if (kind === 'boolean')
    return (
      <select {...shared}>
        <option value="true" selected={text === 'true'}>
          yes
        </option>
        <option value="false" selected={text !== 'true'}>
          no
        </option>
      </select>
    );
  if (kind === 'lines' || kind === 'json')
    return (
      <textarea
        {...shared}
        class={kind === 'json' ? 'code' : undefined}
        rows={Math.min(14, Math.max(2, text.split('\n').length))}
        spellcheck={kind === 'json' ? false : undefined}
      >
        {text === '' ? '' : `\n${text}`}
      </textarea>
    );
  return (
    <input
      {...shared}
      type="text"
      inputmode={kind === 'number' ? 'decimal' : undefined}
      value={text}
      autocomplete="off"
      autocapitalize="off"
    />
  );
}

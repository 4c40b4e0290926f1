import type { Child } from 'hono/jsx';
import type { FormField, ResponseForm } from '../../../contract/response-form';
import { visible, visibleLine as line } from '../../../rules/text';
import { choicesOf, inputOf, labelOfField } from '../answer';
import type { Form } from '../form';

/** The inputs of a response form. @param typed what was typed, if the form is shown again; else the defaults are filled in */
export function AnswerFields({
  form: { properties, required = [] },
  typed,
  problems = {},
}: {
  form: ResponseForm;
  typed: Form | undefined;
  problems?: Record<string, string>;
}) {
  return (
    <fieldset class="answers">
      <legend>Form to answer</legend>
      {Object.entries(properties).map(([name, field]) => (
        <AnswerField
          name={name}
          field={field}
          isRequired={required.includes(name)}
          values={typed === undefined ? defaultsOf(field) : typed.all(inputOf(name))}
          problem={problems[name]}
        />
      ))}
    </fieldset>
  );
}

function defaultsOf({ default: value }: FormField): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

interface FieldProps {
  name: string;
  field: FormField;
  isRequired: boolean;
  values: string[];
  problem: string | undefined;
}

function AnswerField(props: FieldProps) {
  const { name, field, isRequired, problem } = props;
  const id = `answer-${name}`;
  const label = `${line(labelOfField(name, field))}${isRequired ? '' : ' (optional)'}`;
  const hints = [field.description && visible(field.description), hintOf(field)].filter(Boolean);
  const about = [hints.length > 0 ? `${id}-hint` : [], problem === undefined ? [] : `${id}-problem`].flat();
  const notes = (
    <>
      {hints.length === 0 ? null : (
        <p class="hint written" id={`${id}-hint`}>
          {hints.join(' ')}
        </p>
      )}
      {problem === undefined ? null : (
        <p class="problem" id={`${id}-problem`}>
          {line(labelOfField(name, field))} {visible(problem)}.
        </p>
      )}
    </>
  );
  const described = about.length === 0 ? {} : { 'aria-describedby': about.join(' ') };
  const state = { ...described, ...(problem !== undefined && { 'aria-invalid': 'true' as const }) };
  if (field.type === 'array')
    return (
      <fieldset class="field choices" id={id} {...described}>
        <legend>{label}</legend>
        {notes}
        {choicesOf(field)?.map(([value, text]) => (
          <label class="check">
            <input
              type="checkbox"
              name={inputOf(name)}
              value={value}
              checked={props.values.includes(value)}
            />
            <span>{line(text)}</span>
          </label>
        ))}
      </fieldset>
    );
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {notes}
      <Input
        {...props}
        id={id}
        state={{ ...state, ...(isRequired && { 'aria-required': 'true' as const }) }}
      />
    </div>
  );
}

/** A longer text gets several lines. */
const MAX_LINE_LENGTH = 200;

/**
 * The browser validates no input. It would not send a form with an invalid value, but Reject must work with any values.
 */
function Input({
  id,
  name,
  field,
  values: [value = ''],
  state,
}: FieldProps & { id: string; state: object }): Child {
  const choices = choicesOf(field);
  const shared = { id, name: inputOf(name), ...state };
  if (choices !== undefined)
    return (
      <select {...shared}>
        <option value="">Choose</option>
        {choices.map(([choice, text]) => (
          <option value={choice} selected={choice === value}>
            {line(text)}
          </option>
        ))}
      </select>
    );
  const isText = field.type === 'string';
  if (isText && field.format === undefined && (field.maxLength ?? Infinity) > MAX_LINE_LENGTH)
    return (
      <textarea {...shared} rows={2}>
        {value === '' ? '' : `\n${value}`}
      </textarea>
    );
  return (
    <input
      {...shared}
      type="text"
      inputmode={isText ? undefined : 'decimal'}
      value={value}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
    />
  );
}

function hintOf(field: FormField): string | undefined {
  if (field.type === 'number' || field.type === 'integer') return rangeOf(field);
  if (field.type !== 'string') return undefined;
  if (field.format !== undefined) return FORMAT_HINT[field.format];
  return field.maxLength === undefined ? undefined : `At most ${field.maxLength} characters.`;
}

const FORMAT_HINT = {
  email: 'An e-mail address.',
  uri: 'A URI, such as https://example.com.',
  date: 'A date, such as 2027-01-31.',
  'date-time': 'A time with its zone, such as 2027-01-31T12:00:00Z.',
};

function rangeOf({ type, minimum, maximum }: Extract<FormField, { type: 'number' | 'integer' }>): string {
  const what = type === 'integer' ? 'A whole number' : 'A number';
  if (minimum !== undefined && maximum !== undefined) return `${what} from ${minimum} to ${maximum}.`;
  if (minimum !== undefined) return `${what} of at least ${minimum}.`;
  return maximum === undefined ? `${what}.` : `${what} of at most ${maximum}.`;
}

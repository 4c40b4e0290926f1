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

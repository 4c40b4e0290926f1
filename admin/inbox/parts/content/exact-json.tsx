import { utf8Bytes } from '../../../../contract/limits';
import { exactJson } from '../../../../rules/presentation/exact-json';
import { groupedNumber } from '../../../../rules/presentation/number';

/**
 * The exact JSON of a value, one click away. A script adds a button that copies it. Invisible characters are escaped, so the
 * copy has the same value.
 */
export function ExactJson({ value }: { value: unknown }) {
  const json = exactJson(value);
  return (
    <details class="fold exact-json">
      <summary>{`Exact JSON (${groupedNumber(utf8Bytes(json))} bytes)`}</summary>
      <pre class="lines code" data-copy tabindex={0} role="group" aria-label="Exact JSON">
        {json}
      </pre>
    </details>
  );
}

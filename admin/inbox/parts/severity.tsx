import type { Severity } from '../../../contract/names';

/** The severity of a request, as a word with a colour. Renders nothing if no policy sets one. */
export function SeverityMark({ severity }: { severity: Severity | undefined }) {
  if (severity === undefined) return null;
  return <span class={`severity ${severity}`}>{severity} severity</span>;
}

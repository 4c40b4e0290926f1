import type { Severity } from '../../../contract/names';

/** How grave a request is, as a word with a colour. Renders nothing where no policy says so. */
export function SeverityMark({ severity }: { severity: Severity | undefined }) {
  if (severity === undefined) return null;
  return <span class={`severity ${severity}`}>{severity} severity</span>;
}

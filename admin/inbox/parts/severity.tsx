import type { Severity } from '../../../contract/names';

/** How grave a request is, as a word with a colour. Renders nothing where no policy says so. */
export function SeverityMark({ severity }: { severity: Severity | undefined }) {
  if (severity === undefined) return null;
  return <span class={`severity ${severity}`}>{severity} severity</span>;
}

/** Whether an approval needs a confirmation step. */
export function isSevere(severity: Severity | undefined): boolean {
  return severity === 'high' || severity === 'critical';
}

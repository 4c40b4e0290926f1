import { defined } from '../../contract/defined';
import { SEVERITIES, type Severity } from '../../contract/names';
import type { Presentation } from '../../contract/records/plan';

/** The fields of a policy, or of the fallback, that say how a request is shown. */
export interface PresentationSource {
  severity?: Severity | undefined;
  highlight?: string[] | undefined;
  mustReadAll?: boolean | undefined;
  bulk?: boolean | undefined;
}

/**
 * How a request is shown if all these policies apply: for each field the strictest value (design rule 28). Contains
 * only the fields that a policy sets. Undefined if no policy sets any.
 */
export function mergedPresentation(sources: readonly PresentationSource[]): Presentation | undefined {
  const severity = sources.reduce<Severity | undefined>((a, b) => higherSeverity(a, b.severity), undefined);
  const highlight = [...new Set(sources.flatMap((source) => source.highlight ?? []))];
  const merged: Presentation = defined({
    severity,
    highlight: highlight.length > 0 ? highlight : undefined,
    mustReadAll: sources.some(({ mustReadAll }) => mustReadAll) ? (true as const) : undefined,
    bulk: sources.some(({ bulk }) => bulk === false) ? (false as const) : undefined,
  });
  return Object.keys(merged).length > 0 ? merged : undefined;
}

/** The higher of two severities. An absent severity is the lowest. */
export function higherSeverity(a: Severity | undefined, b: Severity | undefined): Severity | undefined {
  return rank(a) >= rank(b) ? a : b;
}

/** Whether an approval needs a confirmation step. */
export function isSevere(severity: Severity | undefined): boolean {
  return rank(severity) >= rank('high');
}

function rank(severity: Severity | undefined): number {
  return severity === undefined ? -1 : SEVERITIES.indexOf(severity);
}

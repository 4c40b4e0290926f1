import type { ReportResult } from '../../../client';
import { visibleLine as line } from '../../../rules/visible';
import type { Output } from '../output';

/** The answer to a report: whether to escalate, why, and what was held back. */
export function reportText({ colours }: Output, result: ReportResult): string {
  const { shouldEscalate, level, reason, triggers, suppressed, problems, escalationId } = result;
  const head = shouldEscalate
    ? `${colours.yellow(`escalate to ${level}`)}: ${line(reason ?? '')}`
    : `${colours.green('go on')}: nothing fired`;
  return [
    head,
    ...(escalationId === undefined ? [] : [`  escalated as ${line(escalationId)}`]),
    ...triggers.map(({ name, level: at, reason: why }) => `  ${line(name)} (${at}): ${line(why)}`),
    ...suppressed.map(({ name, why }) => `  held back: ${line(name)}: ${line(why)}`),
    ...problems.map((problem) => `  malformed: ${line(problem)}`),
  ].join('\n');
}

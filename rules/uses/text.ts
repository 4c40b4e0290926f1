import { utf8Bytes } from '../../contract/limits';
import type { UseInput, UseRecord } from '../../contract/use';
import { escapeMarkdown as md, truncateToBytes, visibleLine } from '../text';

/** Temporal refuses a summary over 400 bytes. */
const SUMMARY_BYTES = 199;

/** What happened, as a sentence for a verdict: `Recorded as committed at …`. */
export function outcomeText({ outcome, reportedAt, detail }: UseRecord): string {
  if (outcome === undefined) return 'No outcome has been reported.';
  const why = outcome === 'unknown' && detail !== undefined ? `: ${detail}` : '';
  const meaning = {
    committed: '',
    failed: '',
    not_started: ' The claim is released.',
    unknown: ' It is not known whether the action was done.',
  }[outcome];
  return `The outcome is recorded as ${outcome} at ${reportedAt}${why}.${meaning}`;
}

/** The use in one line of under 200 bytes: `pay-bot uses invoice-1002`. */
export function useSummary({ claimedBy, requestId }: UseInput): string {
  const who = truncateToBytes(visibleLine(claimedBy), 80);
  return `${who} uses ${truncateToBytes(visibleLine(requestId), SUMMARY_BYTES - utf8Bytes(`${who} uses `))}`;
}

/** The claim as Markdown for the Temporal UI. */
export function useDetails({ claimedBy, requestId, attemptId, contentHash }: UseInput): string {
  return [
    `**${md(claimedBy)}** has claimed the approval **${md(requestId)}**. It can be used once.`,
    '',
    `- Attempt ${md(attemptId)}`,
    `- Content ${md(contentHash)}`,
  ].join('\n');
}

/** The current state of a use as Markdown for the Temporal UI. */
export function describeUse(use: UseRecord): string {
  const { outcome, reference, detail, reportBy } = use;
  if (outcome === undefined)
    return `## claimed\n\nThe outcome must be reported by ${reportBy}. After that it is unknown.`;
  return [
    `## ${outcome}`,
    '',
    md(outcomeText(use)),
    ...(reference === undefined ? [] : ['', `- Reference: ${md(reference)}`]),
    ...(detail === undefined ? [] : ['', `- ${md(detail)}`]),
  ].join('\n');
}

import type { RunInput, RunEvent, RunRecord } from '../../contract/run';
import { truncateToBytes, escapeMarkdown as md, fenced, section, visibleLine } from '../text';
import { runEnded } from './end';
import { openEscalationOf } from './escalations';

const SUMMARY_BYTES = 199;
const MAX_SHOWN = 15;

/** The run in one line: `invoice-agent, for user-123`. */
export function runSummary({ agent, requesterId }: RunInput): string {
  const who = requesterId === undefined ? '' : `, for ${visibleLine(requesterId)}`;
  return truncateToBytes(`${visibleLine(agent ?? 'an agent elsewhere')}${who}`, SUMMARY_BYTES);
}

/** The input of the run as Markdown for the Temporal UI. */
export function startDetails({ agent, requesterId, input }: RunInput): string {
  const lines = [
    agent === undefined ? 'Attached run: an agent elsewhere reports to it.' : `Agent **${md(agent)}**`,
    ...(requesterId === undefined ? [] : ['', `- for ${md(requesterId)}`]),
  ];
  if (input === undefined) return lines.join('\n');
  return `${lines.join('\n')}\n\n${fenced(truncateToBytes(JSON.stringify(input, undefined, 2), 8 * 1024), 'json')}`;
}

/** The current state of a run as Markdown for the Temporal UI. */
export function describeRun(run: RunRecord): string {
  const { approvals, escalations, events } = run;
  const labels = runEventLabels(events);
  const latest = events.map((event, index) => describeRunEvent(event, labels[index] ?? ''));
  return [
    `## ${run.status}`,
    '',
    headline(run),
    '',
    describeTotals(run),
    ...section(
      'Escalations',
      escalations.slice(-MAX_SHOWN).map(({ id, status, level, reason, resolution }) => {
        const end = resolution ? `: ${resolution.action} by ${md(resolution.resolvedBy)}` : '';
        return `${md(id)}: **${status}** at ${level}${end}. ${md(truncateToBytes(reason, 200))}`;
      }),
    ),
    ...section(
      'Approvals',
      approvals.slice(-MAX_SHOWN).map(({ key, id, status }) => `${md(key)}: **${status}** (${md(id)})`),
    ),
    ...section('Latest', latest.slice(-MAX_SHOWN)),
  ].join('\n');
}

function headline(run: RunRecord): string {
  if (run.status !== 'running') return md(runEnded(run));
  if (openEscalationOf(run)) return 'The run waits for a person to resolve its escalation.';
  if (run.waitingSince !== undefined) return 'The run waits for people to decide.';
  return 'The agent is working.';
}

function describeRunEvent({ at, confidence, cost, error, fired }: RunEvent, name: string): string {
  const parts = [
    ...(confidence === undefined ? [] : [`confidence ${confidence}`]),
    ...(cost === undefined ? [] : [`cost ${cost}`]),
    ...(error === undefined ? [] : [md(error)]),
    ...(fired === undefined ? [] : [`fired ${fired.map(md).join(', ')}`]),
  ];
  return `${at} ${name}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

/**
 * The label of each event, in the same order: `step 2`, `report 3`, `step 2, attempt 1 failed`. If a step failed so often
 * that the record has dropped its first attempts, counting starts at the first attempt that is left.
 */
export function runEventLabels(events: readonly Pick<RunEvent, 'what' | 'number'>[]): string[] {
  const failed = new Map<number, number>();
  return events.map(({ what, number }) => {
    if (what !== 'failed_attempt') return `${what} ${number}`;
    const attempt = (failed.get(number) ?? 0) + 1;
    failed.set(number, attempt);
    return `step ${number}, attempt ${attempt} failed`;
  });
}

/** The totals of a run: `2 steps, 1 error, cost 0.4`. @param write how numbers are written */
export function describeTotals(
  { form, totals }: Pick<RunRecord, 'form' | 'totals'>,
  write: (number: number) => string = String,
): string {
  const { steps, reports, errors, cost } = totals;
  const counted = (count: number, noun: string) => `${write(count)} ${noun}${count === 1 ? '' : 's'}`;
  const done = form === 'hosted' ? counted(steps, 'step') : counted(reports, 'report');
  return `${done}, ${counted(errors, 'error')}, cost ${write(Math.round(cost * 1e6) / 1e6)}`;
}

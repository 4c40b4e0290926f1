import type { RunInput, RunEvent, RunRecord } from '../../contract/run';
import { truncateToBytes } from '../requests/details';
import { escapeMarkdown as md, fenced, visibleLine } from '../text';
import { runEnded } from './end';
import { openEscalationOf } from './escalations';

const SUMMARY_BYTES = 199;
const MAX_SHOWN = 15;

/** One line that says whose run it is: `invoice-agent, for user-123`. */
export function runSummary({ agent, requesterId }: RunInput): string {
  const who = requesterId === undefined ? '' : `, for ${visibleLine(requesterId)}`;
  return truncateToBytes(`${visibleLine(agent ?? 'an agent elsewhere')}${who}`, SUMMARY_BYTES);
}

/** What the run was started with, as Markdown for the Temporal UI. */
export function startDetails({ agent, requesterId, input }: RunInput): string {
  const lines = [
    agent === undefined ? 'Attached: an agent elsewhere reports to it.' : `Agent **${md(agent)}**`,
    ...(requesterId === undefined ? [] : ['', `- for ${md(requesterId)}`]),
  ];
  if (input === undefined) return lines.join('\n');
  return `${lines.join('\n')}\n\n${fenced(truncateToBytes(JSON.stringify(input, undefined, 2), 8 * 1024), 'json')}`;
}

/** How a run stands, as Markdown for the Temporal UI. */
export function describeRun(run: RunRecord): string {
  const { approvals, escalations, events } = run;
  const names = runEventLabels(events);
  const latest = events.map((event, index) => describeRunEvent(event, names[index] ?? ''));
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
  if (openEscalationOf(run)) return 'It waits for somebody to resolve its escalation.';
  if (run.waitingSince !== undefined) return 'It waits for people to decide.';
  return 'The agent works.';
}

function describeRunEvent({ at, confidence, cost, error, fired }: RunEvent, name: string): string {
  const said = [
    ...(confidence === undefined ? [] : [`confidence ${confidence}`]),
    ...(cost === undefined ? [] : [`cost ${cost}`]),
    ...(error === undefined ? [] : [md(error)]),
    ...(fired === undefined ? [] : [`fired ${fired.map(md).join(', ')}`]),
  ];
  return `${at} ${name}${said.length > 0 ? `: ${said.join(', ')}` : ''}`;
}

function section(title: string, items: string[]): string[] {
  return items.length === 0 ? [] : ['', `### ${title}`, '', ...items.map((item) => `- ${item}`)];
}

/**
 * What each event is called, in the same order: `step 2`, `report 3`, `step 2, attempt 1 failed`. Of a step that failed so
 * often that the record no longer holds its first attempts, those that are left are counted.
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

/** How far a run got: `2 steps, 1 error, cost 0.4`. */
export function describeTotals({ form, totals }: Pick<RunRecord, 'form' | 'totals'>): string {
  const { steps, reports, errors, cost } = totals;
  const done = form === 'hosted' ? counted(steps, 'step') : counted(reports, 'report');
  return `${done}, ${counted(errors, 'error')}, cost ${Math.round(cost * 1e6) / 1e6}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

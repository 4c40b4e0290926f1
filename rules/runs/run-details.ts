import type { RunInput, RunMoment, RunRecord } from '../../contract/run';
import { runEnded } from './end-run';
import { nameMoments } from './name-moments';
import { openEscalationOf } from './run-escalations';
import { describeTotals } from './run-totals';
import { escapeMarkdown as md, fenced, visibleLine } from '../visible';
import { cutTo } from '../requests/request-details';

const SUMMARY_BYTES = 199;
const SHOWN = 15;

/** One line that says whose run it is: `invoice-agent, for user-123`. */
export function runSummary({ agent, requesterId }: RunInput): string {
  const who = requesterId === undefined ? '' : `, for ${visibleLine(requesterId)}`;
  return cutTo(`${visibleLine(agent ?? 'an agent elsewhere')}${who}`, SUMMARY_BYTES);
}

/** What the run was started with, as Markdown for the Temporal UI. */
export function startDetails({ agent, requesterId, input }: RunInput): string {
  const lines = [
    agent === undefined ? 'Attached: an agent elsewhere reports to it.' : `Agent **${md(agent)}**`,
    ...(requesterId === undefined ? [] : ['', `- for ${md(requesterId)}`]),
  ];
  if (input === undefined) return lines.join('\n');
  return `${lines.join('\n')}\n\n${fenced(cutTo(JSON.stringify(input, undefined, 2), 8 * 1024), 'json')}`;
}

/** How a run stands, as Markdown for the Temporal UI. */
export function describeRun(run: RunRecord): string {
  const { approvals, escalations, moments } = run;
  const names = nameMoments(moments);
  const latest = moments.map((moment, index) => describeMoment(moment, names[index] ?? ''));
  return [
    `## ${run.status}`,
    '',
    headline(run),
    '',
    describeTotals(run),
    ...section(
      'Escalations',
      escalations.slice(-SHOWN).map(({ id, status, level, reason, resolution }) => {
        const end = resolution ? `: ${resolution.action} by ${md(resolution.resolvedBy)}` : '';
        return `${md(id)}: **${status}** at ${level}${end}. ${md(cutTo(reason, 200))}`;
      }),
    ),
    ...section(
      'Approvals',
      approvals.slice(-SHOWN).map(({ key, id, status }) => `${md(key)}: **${status}** (${md(id)})`),
    ),
    ...section('Latest', latest.slice(-SHOWN)),
  ].join('\n');
}

function headline(run: RunRecord): string {
  if (run.status !== 'running') return md(runEnded(run));
  if (openEscalationOf(run)) return 'It waits for somebody to resolve its escalation.';
  if (run.waitingSince !== undefined) return 'It waits for people to decide.';
  return 'The agent works.';
}

function describeMoment({ at, confidence, cost, error, fired }: RunMoment, name: string): string {
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

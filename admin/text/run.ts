import type { EscalationItem, RequestItem, RequestView, RunView } from '../../client';
import type { RunEvent } from '../../contract/run';
import { describeTotals, runEventLabels } from '../../rules/runs/details';
import { runEnded } from '../../rules/runs/end';
import { shellQuote, visibleLine as line } from '../../rules/text';
import { type FollowUp, decidingCommands, resolvingCommands } from './commands';
import { valueBlock } from './content';
import { type TextStyle, type Field, fieldWriter, paintStatus } from './table';
import { formatAbsolute, formatElapsed, formatTimestamp, shortenTimes } from './time';

const MAX_EVENTS_SHOWN = 15;

/** What belongs to a run but is not in its record. */
interface FoundForRun {
  requests: readonly RequestItem[];
  requestEscalations: readonly EscalationItem[];
  asked: PendingRequests;
}

/** The text of a run: agent, progress, requests, escalations, outcome and commands. */
export function runText(
  out: TextStyle,
  run: RunView,
  { requests, requestEscalations, asked }: FoundForRun,
  around: FollowUp,
): string {
  const { bold, dim } = out.colours;
  const { id, agent, form, status, requesterId, startedAt, end, unknown } = run;
  const field = fieldWriter(out);
  return [
    `${bold(agent === undefined ? 'an attached agent' : line(agent))}  ${paintStatus(out, status)}`,
    dim(line(id)),
    '',
    ...field('form', [
      form === 'hosted' ? 'hosted: a worker runs its steps' : 'attached: an agent reports to it',
    ]),
    ...field('for', requesterId === undefined ? [] : [line(requesterId)]),
    ...field('started', [formatTimestamp(startedAt, around.now)]),
    ...field('so far', unknown === undefined ? [describeTotals(run)] : []),
    ...field('waits', waits(run)),
    ...field('outcome', end === undefined ? [] : [line(shortenTimes(runEnded(run)))]),
    ...field('escalations', [...run.escalations.map(ownEscalation), ...requestEscalations.map(ofRequest)]),
    ...field(
      'approvals',
      run.approvals.map(({ key, id: own, status: how }) => `${line(key)}: ${how} (${line(own)})`),
    ),
    ...field(
      'requests',
      requests.map(({ id: own, action, status: how }) => `${line(action)}: ${how} (${line(own)})`),
    ),
    ...field(
      'unknown',
      unknown === undefined ? [] : ['No worker answered, so its current state is unknown.'],
    ),
    ...valueBlock(out, dim('input'), run.input),
    ...valueBlock(out, dim('output'), run.output),
    ...(run.events.length === 0 ? [] : ['', dim('latest'), ...latest(run)]),
    ...(around.link === undefined ? [] : ['', ...field(around.link.name, [around.link.url])]),
    ...runCommands(run, asked, around, field),
  ].join('\n');
}

function ownEscalation({ id, status, level, reason, resolution }: RunView['escalations'][number]): string {
  const resolved = resolution ? `, ${resolution.action} by ${line(resolution.resolvedBy)}` : '';
  return `${line(id)}: ${status} at ${level}${resolved}: ${line(reason)}`;
}

function ofRequest({ id, status, level, requestId = '' }: EscalationItem): string {
  return `${line(id)}: ${status} at ${level}, for request ${line(requestId)}`;
}

function waits({ status, waitingSince, escalations }: RunView): string[] {
  if (status !== 'running' || waitingSince === undefined) return [];
  const open = escalations.find(({ endedAt }) => endedAt === undefined);
  const what = open ? `for its escalation ${line(open.id)}` : 'for people to decide';
  return [`${what}, since ${formatAbsolute(waitingSince)}`];
}

function latest({ events }: RunView): string[] {
  const names = runEventLabels(events);
  return events.map((event, index) => runEventLine(event, names[index] ?? '')).slice(-MAX_EVENTS_SHOWN);
}

function runEventLine(event: RunEvent, name: string): string {
  return `  ${formatAbsolute(event.at).padEnd(25)}${runEventText(event, name)}`;
}

/** The text of an event, without its time: `step 2: took 850ms, confidence 0.4, looked at it`. */
function runEventText({ durationMs, confidence, cost, text, error, fired }: RunEvent, name: string): string {
  const parts = [
    ...(durationMs === undefined ? [] : [`took ${formatElapsed(durationMs)}`]),
    ...(confidence === undefined ? [] : [`confidence ${confidence}`]),
    ...(cost === undefined ? [] : [`cost ${cost}`]),
    ...(fired === undefined ? [] : [`fired ${fired.map(line).join(', ')}`]),
    ...(error === undefined ? [] : [line(error)]),
    ...(text === undefined ? [] : [line(text)]),
  ];
  return `${name}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

/** The open requests of a run: the first few, and how many there are. */
export interface PendingRequests {
  first: readonly RequestView[];
  count: number;
}

/** The commands for what a run waits for. The escalation is first, because no step runs while it is open. */
function runCommands(run: RunView, asked: PendingRequests, around: FollowUp, field: Field): string[] {
  if (run.status !== 'running') return [];
  const open = run.escalations.find(({ endedAt }) => endedAt === undefined);
  const rest = asked.count - asked.first.length;
  const list = `${around.program} list --run ${shellQuote(run.id)}${around.connection}`;
  return [
    ...(open === undefined ? [] : resolvingCommands(open, around, field)),
    ...asked.first.flatMap((request) => decidingCommands(request, around, field)),
    ...field('others', rest > 0 ? [`${rest} more: ${list}`] : []),
  ];
}

import type { EscalationItem, RequestItem, RunView } from '../../../client';
import type { RunMoment } from '../../../contract/run';
import { runEnded } from '../../../rules/runs/end-run';
import { nameMoments } from '../../../rules/runs/name-moments';
import { describeTotals } from '../../../rules/runs/run-totals';
import { visibleLine as line } from '../../../rules/visible';
import type { Output } from '../output';
import { jsonBlock } from './arguments';
import { fieldsOf } from './field';
import type { Surroundings } from './request-text';
import { type Asked, runCommands } from './run-commands';
import { absolute, when, withShortTimes } from './span';
import { paintStatus } from './status';

const SHOWN_MOMENTS = 15;

/** What is not in the run's own record. */
interface Beside {
  requests: readonly RequestItem[];
  requestEscalations: readonly EscalationItem[];
  asked: Asked;
}

/** A run: whose, how far it got, what people were asked, what came of it, and how to decide what it waits for. */
export function runText(
  out: Output,
  run: RunView,
  { requests, requestEscalations, asked }: Beside,
  around: Surroundings,
): string {
  const { bold, dim } = out.colours;
  const { id, agent, form, status, requesterId, startedAt, end, unknown } = run;
  const field = fieldsOf(out);
  return [
    `${bold(agent === undefined ? 'an agent elsewhere' : line(agent))}  ${paintStatus(out, status)}`,
    dim(line(id)),
    '',
    ...field('form', [
      form === 'hosted' ? 'hosted: a worker runs its steps' : 'attached: an agent reports to it',
    ]),
    ...field('for', requesterId === undefined ? [] : [line(requesterId)]),
    ...field('started', [when(startedAt, around.now)]),
    ...field('so far', unknown === undefined ? [describeTotals(run)] : []),
    ...field('waits', waits(run)),
    ...field('outcome', end === undefined ? [] : [line(withShortTimes(runEnded(run)))]),
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
      unknown === undefined
        ? []
        : ['No worker answered: what its agent and people did since cannot be told now.'],
    ),
    ...jsonBlock(dim('input'), run.input),
    ...jsonBlock(dim('output'), run.output),
    ...(run.moments.length === 0 ? [] : ['', dim('latest'), ...latest(run)]),
    ...(around.link === undefined ? [] : ['', ...field(around.link.name, [around.link.url])]),
    ...runCommands(run, asked, around, field),
  ].join('\n');
}

function ownEscalation({ id, status, level, reason, resolution }: RunView['escalations'][number]): string {
  const resolved = resolution ? `, ${resolution.action} by ${line(resolution.resolvedBy)}` : '';
  return `${line(id)}: ${status} at ${level}${resolved}: ${line(reason)}`;
}

function ofRequest({ id, status, level, requestId = '' }: EscalationItem): string {
  return `${line(id)}: ${status} at ${level}, of request ${line(requestId)}`;
}

function waits({ status, waitingSince, escalations }: RunView): string[] {
  if (status !== 'running' || waitingSince === undefined) return [];
  const open = escalations.find(({ endedAt }) => endedAt === undefined);
  const what = open ? `for its escalation ${line(open.id)}` : 'for people to decide';
  return [`${what}, since ${absolute(waitingSince)}`];
}

function latest({ moments }: RunView): string[] {
  const names = nameMoments(moments);
  return moments.map((moment, index) => momentLine(moment, names[index] ?? '')).slice(-SHOWN_MOMENTS);
}

function momentLine(moment: RunMoment, name: string): string {
  return `  ${absolute(moment.at).padEnd(25)}${momentText(moment, name)}`;
}

/** What a moment was, without its time: `step 2: confidence 0.4, looked at it`. */
export function momentText({ confidence, cost, text, error, fired }: RunMoment, name: string): string {
  const said = [
    ...(confidence === undefined ? [] : [`confidence ${confidence}`]),
    ...(cost === undefined ? [] : [`cost ${cost}`]),
    ...(fired === undefined ? [] : [`fired ${fired.map(line).join(', ')}`]),
    ...(error === undefined ? [] : [line(error)]),
    ...(text === undefined ? [] : [line(text)]),
  ];
  return `${name}${said.length > 0 ? `: ${said.join(', ')}` : ''}`;
}

import type { RunView } from '../../client';
import { runEventLabels } from '../../rules/runs/details';
import { visibleLine as line } from '../../rules/text';
import { runEventText } from '../text/run';
import type { Moment } from './parts/timeline';

/** All that is known to have happened to a run, in order. */
export function happenedInRun(run: RunView): Moment[] {
  const { moments, escalations, startedAt, end, status } = run;
  const names = runEventLabels(moments);
  const happened = [
    ...moments.map((moment, index) => ({ at: moment.at, what: runEventText(moment, names[index] ?? '') })),
    ...escalations.flatMap(({ startedAt: at, endedAt, level, reason, resolution, status: how }) => [
      { at, what: `escalated to ${level}: ${line(reason)}` },
      ...(endedAt === undefined
        ? []
        : [{ at: endedAt, what: resolution ? resolvedBy(resolution) : `escalation ${how}` }]),
    ]),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const started = { at: startedAt, what: 'started' };
  const ended = end && {
    at: end.at,
    what: `${status} by ${line(end.name ?? end.by)}${end.reason ? `: ${line(end.reason)}` : ''}`,
  };
  return [started, ...happened, ...(ended ? [ended] : [])];
}

function resolvedBy({
  action,
  resolvedBy: who,
  resolution,
}: NonNullable<RunView['escalations'][number]['resolution']>) {
  return `escalation resolved by ${line(who)}, ${action}: ${line(resolution)}`;
}

import { megabytes } from '../format';
import type { Crowd } from './crowd';
import { type Draw, figure, namesIn, table } from './markdown';
import { PEERS } from './peers';
import type { Results } from './results';

/** The sections about many pending approvals and about the restart with them, by the wanted number. */
export function pendingSection(results: Results, draw: Draw): string {
  const sizes = new Set(namesIn(results).flatMap((name) => Object.keys(results.peers[name]?.pending ?? {})));
  return [...sizes]
    .sort((a, b) => Number(a) - Number(b))
    .map((size) => ofSize(results, size, draw))
    .join('\n\n');
}

function ofSize(results: Results, size: string, draw: Draw): string {
  const entries = namesIn(results).flatMap((name) => {
    const entry = results.peers[name]?.pending?.[size];
    return entry ? [{ title: PEERS[name].title, ...entry }] : [];
  });
  const done = entries.flatMap(({ title, value }) => (value ? [{ title, value }] : []));
  const failed = entries.flatMap(({ title, failed }) =>
    failed ? [`- ${title} failed: ${failed.split('\n')[0]}`] : [],
  );
  const short = done.filter(({ value }) => value.pending < value.wanted);
  const count = Number(size).toLocaleString('en');
  const bars = done.map(({ title, value }) => {
    const kb = (grown(value, 'store') + grown(value, 'worker')) / value.pending / 1024;
    return { label: title, value: Math.max(kb, 0.1), text: `${figure(kb)} KB` };
  });
  const restarts = done.flatMap(({ title, value: { restart } }) =>
    restart.seconds === undefined
      ? []
      : [{ label: title, value: restart.seconds, text: `${figure(restart.seconds)} s` }],
  );
  return [
    `## ${count} pending`,
    '',
    `Approvals are requested, 50 at a time, until ${count} wait or the time is over. Memory is that of the store and of the worker's process (PSS: shared memory`,
    `counts once), before and after. Then 50 of them are decided, one after another.`,
    ...short.map(
      ({ title, value }) =>
        `${title} had ${value.pending.toLocaleString('en')} when its ${Math.round(value.seconds / 60)} minutes were over: compare it by each.`,
    ),
    '',
    ...(bars.length > 0
      ? [
          draw(`pending-${size}`, {
            title: 'Memory of store and worker for each pending approval',
            subtitle: `Shorter is less; up to ${count} pending`,
            bars,
          }),
          '',
        ]
      : []),
    table(
      [
        '',
        'pending',
        'until they wait, s',
        'each second',
        'store, MB',
        'worker, MB',
        'on disk, MB',
        'decision, p50 / p99, ms',
      ],
      done.map(({ title, value }) => [
        title,
        value.pending.toLocaleString('en'),
        figure(value.seconds),
        figure(value.pending / value.seconds),
        `${megabytes(value.before.store)} → ${megabytes(value.after.store)}`,
        `${megabytes(value.before.worker)} → ${megabytes(value.after.worker)}`,
        megabytes(value.disk),
        `${figure(value.decision.p50)} / ${figure(value.decision.p99)}`,
      ]),
    ),
    '',
    `### Restart with ${count} pending`,
    '',
    'Store, worker and client get SIGKILL and are started again. The time is from the start of the first process until a decision has its result. "Kept" is what the',
    'peer itself counts as pending, with what was decided since, beside what must be pending. Then 50 are decided.',
    '',
    ...(restarts.length > 0
      ? [
          draw(`restart-${size}`, {
            title: 'After SIGKILL of all processes: until a decision works again',
            subtitle: `Shorter is faster; seconds, with up to ${count} pending`,
            bars: restarts,
          }),
          '',
        ]
      : []),
    table(
      ['', 'decision works after, s', 'kept', 'decided afterwards, approved'],
      done.map(({ title, value: { restart } }) => [
        title,
        restart.seconds === undefined ? `never: ${restart.error}` : figure(restart.seconds),
        `${restart.kept.toLocaleString('en')} of ${restart.expected.toLocaleString('en')}`,
        `${restart.sample.approved} of ${restart.sample.of}`,
      ]),
    ),
    ...(failed.length > 0 ? ['', ...failed] : []),
  ].join('\n');
}

function grown({ before, after }: Crowd, part: 'store' | 'worker'): number {
  return after[part] - before[part];
}

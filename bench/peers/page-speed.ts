import { type Draw, figure, figures, namesIn, table } from './markdown';
import { PEERS, type PeerName } from './peers';
import type { Results } from './results';

/** What the user of temporal-hitl gets for the time that a faster peer does not spend. */
const GETS: Record<PeerName, string> = {
  ours: '',
  temporal:
    'approval rules: policies, approvers, stages, verdicts, a record and lists. Bare Temporal has none of them',
  dbos: 'as beside bare Temporal, and verdicts: DBOS takes a message and answers nothing. DBOS needs no server beside PostgreSQL, and no second process',
  restate:
    'as beside bare Temporal. Restate refuses a second resolution of the same promise by itself, and its one binary is a lighter server',
  langgraph:
    'as beside bare Temporal, and deadlines, one outcome of decisions at once, and content that cannot be changed. LangGraph keeps the state of the whole graph with it',
  fastagentic: 'requests that outlive the process. FastAgentic keeps them in memory, which is why it is fast',
};

/** The section about throughput and latency. */
export function speedSection(results: Results, draw: Draw): string {
  const measured = namesIn(results).filter((name) => results.peers[name]?.speed);
  if (measured.length === 0) return '';
  const speeds = measured.flatMap((name) => {
    const value = results.peers[name]?.speed?.value;
    return value ? [{ name, title: PEERS[name].title, value }] : [];
  });
  const rows = measured.map((name) => {
    const { value, failed } = results.peers[name]?.speed ?? {};
    if (!value) return [PEERS[name].title, `failed: ${failed}`];
    const approvals = [...new Set(value.approvals)].join(', ');
    return [
      PEERS[name].title,
      figures(value.perSecond),
      figures(value.p50),
      figures(value.p99),
      `${value.rounds}`,
      approvals,
    ];
  });
  const bar = (
    pick: (value: (typeof speeds)[number]['value']) => { median: number; min: number; max: number },
  ) =>
    speeds.map(({ title, value }) => {
      const { median, min, max } = pick(value);
      return { label: title, value: median, min, max, text: figure(median) };
    });
  const charts = [
    draw('throughput', {
      title: 'Approvals per second, 50 at a time',
      subtitle:
        'Longer is faster. Logarithmic scale; median of the rounds, line from the slowest to the fastest',
      bars: bar(({ perSecond }) => perSecond),
      isLogarithmic: true,
    }),
    draw('latency', {
      title: 'Decision to result, p50 in milliseconds',
      subtitle: 'Shorter is faster. Logarithmic scale; one approval after another',
      bars: bar(({ p50 }) => p50),
      isLogarithmic: true,
    }),
  ];
  return [
    '## Throughput and latency',
    '',
    'Each round is on a fresh store, after a warm-up of 100 approvals. Throughput counts the time from the first request until all wait, and from the first',
    'decision to the last result, 50 at a time. Latency is from decision to result, one approval after another, 60 in each round. Cells show the median',
    'of the rounds (lowest to highest).',
    '',
    ...charts,
    '',
    table(['', 'approvals/s', 'p50, ms', 'p99, ms', 'rounds', 'approvals in a round'], rows),
    '',
    ...comparison(speeds),
  ]
    .join('\n')
    .trimEnd();
}

function comparison(
  speeds: { name: PeerName; title: string; value: { perSecond: { median: number } } }[],
): string[] {
  const ours = speeds.find(({ name }) => name === 'ours');
  if (!ours) return [];
  const times = (value: { perSecond: { median: number } }) =>
    value.perSecond.median / ours.value.perSecond.median;
  const others = speeds.filter(({ name }) => name !== 'ours');
  const faster = others.filter(({ value }) => times(value) > 1);
  const slower = others.filter(({ value }) => times(value) <= 1);
  return [
    ...(faster.length > 0
      ? ['Faster than temporal-hitl in this run, and what its user gets for the difference:', '']
      : []),
    ...faster.map(
      ({ name, title, value }) => `- **${title}**, ${figure(times(value))} times: ${GETS[name]}.`,
    ),
    ...(slower.length > 0
      ? [
          '',
          `Not faster in this run: ${slower.map(({ title, value }) => `${title} (${figure(times(value))} times)`).join(', ')}.`,
        ]
      : []),
  ];
}

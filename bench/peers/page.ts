import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Draw, table } from './markdown';
import { pendingSection } from './page-pending';
import { probesSection } from './page-probes';
import { speedSection } from './page-speed';
import { PEER_NAMES, PEERS } from './peers';
import { barChart } from './plot';
import type { Results } from './results';

const DOCS = join(__dirname, '..', '..', 'docs');
export const PAGE = join(DOCS, 'benchmarks.md');
const IMAGES = join(DOCS, 'images');

/** Writes docs/benchmarks.md and its charts from the results. */
export function writePage(results: Results): void {
  const { text, charts } = renderPage(results);
  mkdirSync(IMAGES, { recursive: true });
  for (const [file, svg] of Object.entries(charts)) writeFileSync(join(IMAGES, file), svg);
  writeFileSync(PAGE, text);
}

/** The page, and its charts by their file names. */
export function renderPage(results: Results): { text: string; charts: Record<string, string> } {
  const charts: Record<string, string> = {};
  const draw: Draw = (name, chart) => {
    const file = `benchmarks-${name}.svg`;
    charts[file] = barChart(chart);
    const values = chart.bars.map(({ label, text }) => `${label} ${text}`).join(', ');
    return `![${chart.title}: ${values}](images/${file})`;
  };
  const parts = [
    HEAD,
    aboutRun(results),
    peersSection(),
    probesSection(results),
    speedSection(results, draw),
    pendingSection(results, draw),
    FAIRNESS,
  ];
  return { text: `${parts.filter((part) => part !== '').join('\n\n')}\n`, charts };
}

const HEAD = `# Benchmarks beside peers

One approval (request, wait durably, decide, result) in temporal-hitl and in what else an agent could wait with. This page is generated:

\`\`\`sh
npm run bench:peers                                       # about 15 minutes; writes this page
npm run bench:peers -- --only pending --pending 100000 --fill-minutes 90
npm run bench:peers -- --page                             # the page alone, from bench/peers/results.json
\`\`\`

The peers are installed from npm and PyPI into a cache folder, and PostgreSQL must be installed (Debian: \`apt-get install postgresql\`).
Every server listens on the loopback address alone and ends with the run. The programs that use the peers are short:
they are in the folder bench/peers/programs of the repository.`;

function aboutRun({ machine, note, peers }: Results): string {
  const parts = Object.values(peers).flatMap(({ speed, pending, probes }) => [
    ...(speed ? [speed] : []),
    ...Object.values(pending ?? {}),
    ...Object.values(probes ?? {}),
  ]);
  const days = parts.map(({ at }) => at.slice(0, 16).replace('T', ' ')).sort();
  const loads = parts.map(({ loadBefore }) => loadBefore);
  if (!machine || parts.length === 0) return 'Nothing has been measured yet.';
  const { cores, cpu, memory, system, node, commit } = machine;
  return [
    '## The run',
    '',
    `${cores} cores (${cpu}), ${Math.round(memory / 2 ** 30)} GB, ${system}, Node ${node}, commit ${commit}; ${days[0]} to ${days.at(-1)} UTC.`,
    `Everything of a peer ran on this machine: its store, its worker and the client that measures. The load of the minute before a part was`,
    `${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}; the part before leaves about 2 of it.${note ? ` **${note}**` : ''}`,
  ].join('\n');
}

function peersSection(): string {
  const rows = PEER_NAMES.map((name) => {
    const { title, versions, keeps, runs } = PEERS[name];
    return [title, versions, keeps, runs];
  });
  return ['## The peers', '', table(['', 'version', 'keeps its state in', 'used as'], rows)].join('\n');
}

const FAIRNESS = `## How to read this

- **One machine, small.** All processes of a peer share its cores. Compare the peers with each other, not with other machines.
- **Different stores.** Temporal runs as its dev server on SQLite, as \`hitl dev\` starts it: one process, synced to the disk at checkpoints,
  so it survives a killed process, not always a power loss. PostgreSQL has its default settings, with a sync for each commit. Temporal in
  production needs a database server of its own, which this page does not measure.
- **Different shapes.** DBOS, LangGraph and FastAgentic are libraries in the application's process: a decision crosses no network to reach
  them. Temporal and Restate are servers with workers, and every step crosses process borders.
- **Defaults.** No peer is tuned. Each program follows the peer's documentation for a human in the loop, with the safest documented form where
  one is short (a topic or a promise for each stage).
- **Probes are of these programs.** A careful application can add to any peer what it does not offer. The probes show what holds when it does
  not. A peer that runs a step at least once documents it: the step must then be idempotent.
- **At most once has a price.** By default the agent of temporal-hitl may not act again after a crash: the claim stays open, and a person or a
  program must find out what happened. With a fixed \`attemptId\` it acts again with the same idempotency key, at least once like the others.`;

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PAGE, renderPage } from '../../../bench/peers/page';
import { readResults, type Results } from '../../../bench/peers/results';

const at = '2026-11-30T13:00:00.000Z';
const measured = <T>(value: T) => ({ at, loadBefore: 0.2, value });
const same = (value: number) => ({ median: value, min: value, max: value });
const speed = (perSecond: number) =>
  measured({ rounds: 1, approvals: [100], perSecond: same(perSecond), p50: same(5), p99: same(9) });
const crowd = {
  pending: 900,
  wanted: 1_000,
  seconds: 90,
  before: { store: 0, worker: 0 },
  after: { store: 900 * 1024, worker: 900 * 1024 },
  disk: 0,
  decision: { p50: 5, p99: 9 },
  restart: { kept: 0, expected: 850, sample: { approved: 0, of: 50 }, error: 'nothing is known' },
};

const RESULTS: Results = {
  machine: { cores: 2, cpu: 'Test', memory: 2 ** 34, system: 'linux', node: 'v20', commit: 'abc' },
  peers: {
    ours: {
      speed: speed(50),
      probes: { self: measured([{ happened: 'It was refused.', verdict: 'holds' }]) },
    },
    dbos: { speed: { at, loadBefore: 0.4, failed: 'PostgreSQL is not installed' } },
    restate: { speed: speed(100), pending: { 1000: measured(crowd) } },
    langgraph: { speed: speed(25) },
  },
};

const { text, charts } = renderPage(RESULTS);

test('the page and its charts in the repository are what the results say', () => {
  const written = renderPage(readResults());
  expect(readFileSync(PAGE, 'utf8')).toBe(written.text);
  for (const [file, svg] of Object.entries(written.charts))
    expect({ file, svg: readFileSync(join(PAGE, '..', 'images', basename(file)), 'utf8') }).toEqual({
      file,
      svg,
    });
});

test('a peer that failed is named with its reason, and the others have their rows', () => {
  expect(text).toContain('| DBOS | failed: PostgreSQL is not installed |');
  expect(text).toContain('| temporal-hitl | 50.0 |');
});

test('a faster peer is named with what the user gets for the difference, a slower one only by its factor', () => {
  expect(text).toMatch(/- \*\*Restate\*\*, 2\.0 times: .+/);
  expect(text).toContain('Not faster in this run: LangGraph (0.50 times).');
});

test('fewer pending than wanted, and a restart that lost everything, are said', () => {
  expect(text).toContain('Restate had 900 when');
  expect(text).toContain('| Restate | never: nothing is known | 0 of 850 | 0 of 50 |');
  expect(charts['benchmarks-pending-1000.svg']).toContain('2.0 KB');
});

test('a probe that was not run has no verdict', () => {
  expect(text).toContain('| [The requester does not approve itself](#probe-self) | yes |');
  expect(text).toContain('| [Survives `kill -9` while pending](#probe-kill) | not run |');
});

test('a chart follows the colour scheme of the reader, and a longer bar is a larger value', () => {
  const svg = charts['benchmarks-throughput.svg'] ?? '';
  const widths = [...svg.matchAll(/<rect [^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(svg).toContain('prefers-color-scheme:dark');
  expect(widths).toHaveLength(3);
  const [ours = 0, restate = 0, langgraph = 0] = widths;
  expect(restate).toBeGreaterThan(ours);
  expect(ours).toBeGreaterThan(langgraph);
});

import { namesIn, table } from './markdown';
import { PEERS } from './peers';
import type { Observation } from './probed';
import { PROBES } from './probes';
import type { Measured, Results } from './results';

const WORDS = { holds: 'yes', partly: 'partly', broken: '**no**', 'not offered': 'not offered' } as const;

/** The section about the integrity probes: a table of verdicts, and what was done and what happened. */
export function probesSection(results: Results): string {
  const names = namesIn(results).filter((name) => results.peers[name]?.probes);
  if (names.length === 0) return '';
  const of = (name: (typeof names)[number], key: string) => results.peers[name]?.probes?.[key];
  const overview = Object.entries(PROBES).map(([key, { title }]) => [
    `[${title}](#${anchor(key)})`,
    ...names.map((name) => verdicts(of(name, key))),
  ]);
  const details = Object.entries(PROBES).flatMap(([key, { title, did }]) => [
    `<a id="${anchor(key)}"></a>`,
    `### ${title}`,
    '',
    did,
    '',
    table(
      ['', 'what happened', 'verdict'],
      names.flatMap((name) => observations(PEERS[name].title, of(name, key))),
    ),
    '',
  ]);
  return [
    '## Integrity probes',
    '',
    'Each cell is from a run. "Partly": there was one outcome, but a caller could not see that its decision did not count, or the work was lost. "Not',
    'offered": the peer has no such feature, and what happened is below. Several words are several ways to use the peer, in the order below.',
    '',
    table(['', ...names.map((name) => PEERS[name].title)], overview),
    '',
    ...details,
  ]
    .join('\n')
    .trimEnd();
}

function anchor(key: string): string {
  return `probe-${key.toLowerCase()}`;
}

function verdicts(probe: Measured<Observation[]> | undefined): string {
  if (!probe) return 'not run';
  if (!probe.value) return 'failed';
  return probe.value.map(({ verdict }) => WORDS[verdict]).join(' / ');
}

function observations(title: string, probe: Measured<Observation[]> | undefined): string[][] {
  if (!probe) return [];
  if (!probe.value) return [[title, `The probe failed: ${probe.failed}`, '']];
  return probe.value.map(({ way, happened, verdict }) => [
    way ? `${title}: ${way}` : title,
    happened,
    WORDS[verdict],
  ]);
}

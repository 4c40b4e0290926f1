import { availableParallelism, loadavg } from 'node:os';
import type { CampaignResult } from './campaign';

/** The result of a campaign, as Markdown. */
export function report(result: CampaignResult, { loadBefore }: { loadBefore: number }): string {
  const { seed, seconds, faults, answers, requests, runs, deliveries, healed, violations } = result;
  const calls = Object.entries(answers);
  const total = (counts: Record<string, number>) =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const load = (value: number) => value.toFixed(1);
  return [
    `Seed ${seed}, ${seconds} s in all, Node ${process.versions.node}, ${availableParallelism()} cores, ` +
      `load ${load(loadBefore)} before and ${load(loadavg()[0] ?? NaN)} after.`,
    '',
    '| calls | in all | answers |',
    '| --- | --- | --- |',
    ...calls.map(([what, counts]) => `| ${what} | ${total(counts)} | ${list(counts)} |`),
    '',
    `- Requests at the end: ${total(requests)} (${list(requests)})`,
    `- Runs at the end: ${total(runs)} (${list(runs)})`,
    `- Webhooks: ${deliveries.messages} messages in ${deliveries.received} deliveries`,
    `- Faults: ${total(faults)} (${list(faults)})`,
    `- Stuck workflows that \`heal\` cured: ${healed}`,
    `- **Violations: ${violations.length}**`,
    ...violations.slice(0, 50).map(({ rule, id, what }) => `  - ${rule}: ${id}: ${what}`),
    '',
  ].join('\n');
}

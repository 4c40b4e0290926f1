import { cost, cpu, digits, kilobytes, range } from './format';
import type { Row } from './report';
import type { Results } from './results';
import type { Spread } from './stats';
import type { Reference, Subject } from './subjects';

/** The rows about speed and cost, compared with the references, and about ApprovalManager. */
export function comparedRows({ throughput, latency, manager, events, memory }: Results): Row[] {
  const rows: Row[] = [];
  for (const door of ['update', 'signal'] as const) {
    const speed = throughput?.[door];
    if (speed) {
      rows.push(row(`approvals/s by ${door}`, speed, range, speed.ratio));
      rows.push(row('  CPU ms each: server, worker, client', speed.cpu, cpu, speed.cpu.ratio));
    }
    for (const part of ['p50', 'p99'] as const) {
      const late = latency?.[door][part];
      if (late) rows.push(row(`decision to result, ${part}, ms, by ${door}`, late, digits, late.ratio));
    }
    if (events) {
      const { ours, bare, careful } = events;
      const costs = { ours: ours[door], bare: bare[door], careful: careful[door] };
      rows.push(row(`events / actions by ${door}`, costs, cost));
    }
  }
  if (manager) {
    const latencies = `${digits(manager.p50)} / ${digits(manager.p99)}`;
    rows.push(['ApprovalManager: approvals/s', digits(manager.perSecond)]);
    rows.push(['  CPU ms each: server, worker, client', cpu(manager.cpu)]);
    rows.push(['  decision to result, p50 / p99, ms', latencies]);
  }
  for (const kind of ['heap', 'rss'] as const) {
    const each = memory?.[kind];
    if (each) rows.push(row(`KB of ${kind} per cached workflow`, each, kilobytes, each.ratio));
  }
  return rows;
}

function row<T>(
  what: string,
  { ours, bare, careful }: Record<Subject, T>,
  format: (value: T) => string,
  ratio?: Record<Reference, Spread>,
): Row {
  const ratios = ratio ? [range(ratio.bare, 2), range(ratio.careful, 2)] : [];
  return [what, format(ours), format(bare), format(careful), ...ratios];
}

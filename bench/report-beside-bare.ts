import { cost, cpu, digits, range } from './format';
import type { Row } from './report';
import type { Results } from './results';

/** Speed and cost, ours beside bare, and ApprovalManager's full path. */
export function besideBareRows({ throughput, latency, manager, events }: Results): Row[] {
  const rows: Row[] = [];
  for (const door of ['update', 'signal'] as const) {
    const speed = throughput?.[door];
    if (speed)
      rows.push([`approvals/s by ${door}`, range(speed.ours), range(speed.bare), range(speed.ratio, 2)]);
    if (speed)
      rows.push([
        `  CPU ms each: server, worker, client`,
        cpu(speed.cpu.ours),
        cpu(speed.cpu.bare),
        range(speed.cpu.ratio, 2),
      ]);
    for (const part of ['p50', 'p99'] as const) {
      const late = latency?.[door][part];
      if (late)
        rows.push([
          `decision to result, ${part}, ms, by ${door}`,
          digits(late.ours),
          digits(late.bare),
          range(late.ratio, 2),
        ]);
    }
    if (events)
      rows.push([`events / actions by ${door}`, cost(events.ours[door]), cost(events.bare[door]), '']);
  }
  if (manager) {
    rows.push([`ApprovalManager: approvals/s`, digits(manager.perSecond), '', '']);
    rows.push([`  CPU ms each: server, worker, client`, cpu(manager.cpu), '', '']);
    rows.push([
      `  decision to result, p50 / p99, ms`,
      `${digits(manager.p50)} / ${digits(manager.p99)}`,
      '',
      '',
    ]);
  }
  return rows;
}

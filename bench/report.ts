import type { Cpu } from './cpu';
import type { Results } from './results';
import type { Spread } from './stats';

type Row = [what: string, ours: string, other: string, ratio: string];

/** The results as a table for people. */
export function report(results: Results): string {
  const rows: Row[] = [
    ['', 'ours', 'bare', 'ratio, by pairs (min to max)'],
    ...pairRows(results),
    ...otherRows(results),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function pairRows({ throughput, latency, manager, events }: Results): Row[] {
  const rows: Row[] = [];
  for (const door of ['update', 'signal'] as const) {
    const speed = throughput?.[door];
    if (speed)
      rows.push([`approvals/s by ${door}`, range(speed.ours), range(speed.bare), range(speed.ratio, 2)]);
    if (speed)
      rows.push([`  CPU ms each: server, worker, client`, cpu(speed.cpu.ours), cpu(speed.cpu.bare), '']);
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

function otherRows({ memory, devServer, pending }: Results): Row[] {
  const rows: Row[] = [];
  for (const kind of ['heap', 'rss'] as const) {
    const each = memory?.[kind];
    if (each)
      rows.push([
        `KB of ${kind} per cached workflow`,
        kilobytes(each.ours),
        kilobytes(each.bare),
        range(each.ratio, 2),
      ]);
  }
  for (const door of ['update', 'signal'] as const) {
    const servers = devServer?.[door];
    if (servers)
      rows.push([
        `approvals/s by ${door}: hitl dev | plain, on a file`,
        range(servers.hitl),
        range(servers.plain),
        range(servers.ratio, 2),
      ]);
  }
  if (pending) {
    const { memory: held, decision } = pending;
    const row = (what: string, value: string): Row => [what, value, '', ''];
    rows.push(
      row(
        `${pending.pending} pending: started/s, pending/s`,
        `${digits(pending.startsPerSecond)}, ${digits(pending.pendingPerSecond)}`,
      ),
      row(
        '  worker, server, MB',
        `${megabytes(held.worker)} (${pending.cached} cached), ${megabytes(held.server)}`,
      ),
      row('  decision to result, p50 / p99, ms', `${digits(decision.p50)} / ${digits(decision.p99)}`),
      row('  page of 50, count, ms', `${digits(pending.listPage)}, ${digits(pending.count)}`),
    );
  }
  return rows;
}

function digits(value: number, after = 1): string {
  return value.toFixed(after);
}

function range({ median, min, max }: Spread, after = 1): string {
  return `${digits(median, after)} (${digits(min, after)} to ${digits(max, after)})`;
}

function cpu({ server, worker, client }: Cpu): string {
  return [server, worker, client].map((part) => digits(part)).join(', ');
}

function cost(of: { events: number; actions: number } | undefined): string {
  return of ? `${of.events} / ${of.actions}` : '';
}

function kilobytes({ median, min, max }: Spread): string {
  return range({ median: median / 1024, min: min / 1024, max: max / 1024 });
}

function megabytes(bytes: number): string {
  return digits(bytes / 2 ** 20, 0);
}

import { digits, megabytes, range } from './format';
import type { Row } from './report';
import type { Results } from './results';

/** The rows about the dev servers and about many pending requests. */
export function besidesRows({ devServer, pending }: Results): Row[] {
  const rows: Row[] = [];
  for (const door of ['update', 'signal'] as const) {
    const servers = devServer?.[door];
    if (servers)
      rows.push([
        `approvals/s by ${door}: hitl dev | plain, on a file`,
        range(servers.hitl),
        range(servers.plain),
        '',
        range(servers.ratio, 2),
      ]);
  }
  if (pending) {
    const { memory: held, decision } = pending;
    const row = (what: string, value: string): Row => [what, value];
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

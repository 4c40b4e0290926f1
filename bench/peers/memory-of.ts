import { readdirSync, readFileSync } from 'node:fs';

/**
 * The memory of these processes and their descendants in bytes. Memory that several processes share, such as the buffers of
 * PostgreSQL, counts once (PSS). Linux only: elsewhere NaN.
 */
export function memoryOf(pids: number[]): number {
  if (process.platform !== 'linux') return NaN;
  const all = withDescendants(pids);
  return all.reduce((sum, pid) => sum + proportional(pid), 0);
}

/** These processes and all that they started. */
export function withDescendants(pids: number[]): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : undefined;
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const found = new Set(pids);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

function parentOf(pid: number): number | undefined {
  // The name in parentheses may contain spaces.
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ');
  return fields?.[1] === undefined ? undefined : Number(fields[1]);
}

function proportional(pid: number): number {
  const [, kilobytes] = /^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`)) ?? [];
  return Number(kilobytes ?? 0) * 1024;
}

/** A process may end while it is read. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

import { existsSync, readFileSync } from 'node:fs';

/** Processor time in milliseconds. The server's is known only on Linux. */
export interface Cpu {
  server: number;
  worker: number;
  client: number;
}

export function processCpu(serverPid: number, worker: number): Cpu {
  const { user, system } = process.cpuUsage();
  return { server: serverCpu(serverPid), worker, client: (user + system) / 1000 };
}

export function cpuBetween(before: Cpu, after: Cpu, count: number): Cpu {
  const each = (part: keyof Cpu) => (after[part] - before[part]) / count;
  return { server: each('server'), worker: each('worker'), client: each('client') };
}

export function total({ server, worker, client }: Cpu): number {
  return server + worker + client;
}

/** The resident memory of another process in bytes; known only on Linux. */
export function residentMemory(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`)) ?? [];
  return Number(kilobytes ?? NaN) * 1024;
}

function serverCpu(pid: number): number {
  // The fields follow the name in parentheses, which may contain spaces. User and system time are in hundredths of a second.
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** One completed operation. */
export interface Entry {
  /** A key is entered only once. */
  key: string;
  what: 'paid' | 'deleted';
  invoice: string;
  amount?: number;
}

/** The file of a run's books. */
export function booksOf(runId: string): string {
  return join(tmpdir(), 'temporal-hitl-accounts-payable', `${runId}.jsonl`);
}

/** All entries, oldest first. */
export function readBooks(file: string): Entry[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Entry);
}

/**
 * Stands in for a bank with idempotency keys: does each operation once, also if it is retried. Returns whether it was done
 * now.
 */
export function enterOnce(file: string, entry: Entry): boolean {
  // There is no await between the check and the entry, so two attempts in one process cannot both enter it.
  if (readBooks(file).some(({ key }) => key === entry.key)) return false;
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(entry)}\n`);
  return true;
}

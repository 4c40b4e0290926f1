import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** One thing that was done, for good. */
export interface Entry {
  /** The same key is never entered twice. */
  key: string;
  what: 'paid' | 'deleted';
  invoice: string;
  amount?: number;
}

/** Where the books of a run are. */
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
 * Stands in for the bank and the inbox: does each thing once, whatever the number of attempts, as a bank does that is
 * given an idempotency key. Answers whether it was done now.
 */
export function enterOnce(file: string, entry: Entry): boolean {
  // Nothing is awaited between the look and the entry, so that two attempts in one process cannot both enter it.
  if (readBooks(file).some(({ key }) => key === entry.key)) return false;
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(entry)}\n`);
  return true;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of `invoices.csv`. */
export interface Invoice {
  number: string;
  vendor: string;
  order: string;
  /** The amount as printed on the invoice. The model interprets it. */
  printed: string;
}

/** Reads 200 invented invoices, always the same. */
export function readInbox(): Invoice[] {
  const [, ...lines] = readFileSync(join(__dirname, 'invoices.csv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [number = '', vendor = '', order = '', printed = ''] = line.split(',');
    return { number, vendor, order, printed };
  });
}

/** The numbers of duplicate invoices, whose order has an earlier invoice. They are never paid. */
export function duplicatesIn(inbox: Invoice[]): string[] {
  const first = new Map<string, string>();
  for (const { order, number } of inbox) if (!first.has(order)) first.set(order, number);
  return inbox.filter(({ order, number }) => first.get(order) !== number).map(({ number }) => number);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of `invoices.csv`. */
export interface Invoice {
  number: string;
  vendor: string;
  order: string;
  /** As it is printed; what it means is the model's to say. */
  printed: string;
}

/** The inbox: 200 made-up invoices, the same every time. */
export function readInbox(): Invoice[] {
  const [, ...lines] = readFileSync(join(__dirname, 'invoices.csv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [number = '', vendor = '', order = '', printed = ''] = line.split(',');
    return { number, vendor, order, printed };
  });
}

/** The numbers of invoices for an order that an earlier one was for: never paid. */
export function duplicatesIn(inbox: Invoice[]): string[] {
  const first = new Map<string, string>();
  for (const { order, number } of inbox) if (!first.has(order)) first.set(order, number);
  return inbox.filter(({ order, number }) => first.get(order) !== number).map(({ number }) => number);
}

const transfers = new Map<string, unknown>();

/** Stands in for a bank: it takes an idempotency key, and makes one transfer for one key. */
export function transfer(key: string, payment: object): void {
  if (!transfers.has(key)) transfers.set(key, payment);
}

/** What was transferred under this key. */
export function transferred(key: string): unknown {
  return transfers.get(key);
}

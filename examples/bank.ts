const transfers = new Map<string, unknown>();

/** Stands in for a bank with idempotency keys: makes one transfer per key. */
export function transfer(key: string, payment: object): void {
  if (!transfers.has(key)) transfers.set(key, payment);
}

/** The payment that was transferred with this key. */
export function transferred(key: string): unknown {
  return transfers.get(key);
}

import type { Invoice } from './invoices';

/** The model's reading of one invoice. */
export interface Reading {
  amount: number;
  confidence: number;
}

/** The cost of reading one invoice. */
export const DOLLARS_EACH = 0.04;

/**
 * Stands in for a language model: a deterministic function that needs no network. It simulates a server that never answers
 * the first attempt for INV-0047.
 */
export async function readInvoice(
  { number, printed }: Invoice,
  { attempt, signal }: { attempt: number; signal: AbortSignal },
): Promise<Reading> {
  if (number === 'INV-0047' && attempt === 1) await untilAborted(signal);
  // 1.250 may mean 1,250 or 1.25.
  const isAmbiguous = /^\d\.\d{3}$/.test(printed);
  return { amount: Number(printed), confidence: isAmbiguous ? 0.41 : 0.98 };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new Error('the model did not answer'));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

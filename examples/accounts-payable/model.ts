import type { Invoice } from './invoices';

/** What the model makes of one invoice. */
export interface Reading {
  amount: number;
  confidence: number;
}

/** What reading one invoice costs. */
export const DOLLARS_EACH = 0.04;

/**
 * Stands in for a language model: a deterministic function, which asks nobody and needs no network. Its server never
 * answers the first attempt at INV-0047.
 */
export async function readInvoice(
  { number, printed }: Invoice,
  { attempt, signal }: { attempt: number; signal: AbortSignal },
): Promise<Reading> {
  if (number === 'INV-0047' && attempt === 1) await untilAborted(signal);
  // 1.250: a thousand and a quarter, or one and a quarter?
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

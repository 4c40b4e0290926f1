import type { RequestRecord } from '../../contract/record';
import { whoEnded } from './explain';

/**
 * How a request ended, in words for a model (design rule 17): approved, rejected, expired and cancelled are never
 * mistaken for each other, and what is no consent says so.
 */
export function wordsForModel(record: RequestRecord): string {
  const what = record.resource === undefined ? record.action : `${record.action} on ${record.resource}`;
  const why = record.rejectionReason ?? record.end?.reason;
  const because = why ? ` Reason: ${/[.!?]$/.test(why) ? why : `${why}.`}` : '';
  switch (record.status) {
    case 'approved':
      return `APPROVED by ${whoEnded(record)}: ${what}. Do exactly what was asked, once.`;
    case 'rejected':
      return `DENIED by ${whoEnded(record)}: ${what}.${because} Do not do it, and do not ask again for the same.`;
    case 'expired':
      return `NOT DECIDED: nobody answered in time about ${what}. This is not consent: do not do it, and do not retry.`;
    case 'cancelled':
      return `CANCELLED by ${whoEnded(record)}: ${what}.${because} This is not consent: do not do it.`;
    case 'pending':
      return `NOT DECIDED YET: ${what}. This is not consent: do not do it.`;
  }
}

import type { Moment } from '../../contract/notification';

/** One occurrence of a moment, as far as it concerns people now. */
export interface MomentNow {
  /** Which occurrence: the same at every look. */
  key: string;
  moment: Moment;
  /**
   * `call`: it asks people to do something, and matters as long as they can. `result`: it tells how that went. `fact`: it
   * is past, and kept for those who follow everything.
   */
  nature: 'call' | 'result' | 'fact';
  /** The people it concerns. */
  to: string[];
  /** Of a reminder, which came at `at`: only to those whom the call with this key had reached before. */
  after?: { key: string; at: number };
}

/** What there is to tell of a subject at one time. */
export interface MomentsNow {
  /** In the order in which they came about. */
  moments: MomentNow[];
  /** When the next comes about by the clock alone, in milliseconds since 1970. */
  nextAt?: number;
  /** Nothing more comes about. */
  ended: boolean;
  /** When each call was first made, by its key. */
  asked: Record<string, string>;
}

const RESULTS: Moment[] = ['decided', 'expired', 'cancelled', 'resolved'];

/** Whether a moment asks for something, which may be done by the time it can be told. */
export function momentIsCall(moment: Moment): boolean {
  return !RESULTS.includes(moment);
}

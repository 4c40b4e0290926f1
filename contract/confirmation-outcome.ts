import type { RequestRecord } from './record';

/** Why a guarded function was not run. */
export interface ConfirmationOutcome {
  /** `rejected`: somebody said no. `expired`: nobody said anything in time. `cancelled`: called off, or nobody to ask. */
  status: 'rejected' | 'expired' | 'cancelled';
  /** Of the request; absent when nobody could be asked. */
  id?: string;
  /** One sentence. */
  message: string;
  /** The request's record, once it has ended. */
  record?: RequestRecord;
}

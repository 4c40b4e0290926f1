import type { MessageText, Moment, SubjectRecord } from '../../contract/notification';
import { composeEscalation } from './compose-escalation';
import { composeRequest } from './compose-request';

/** What a message says, before any template. Times in `zone`. */
export function compose(about: SubjectRecord, moment: Moment, zone?: string): MessageText {
  return about.kind === 'request'
    ? composeRequest(about.record, moment, zone)
    : composeEscalation(about.record, moment, zone);
}

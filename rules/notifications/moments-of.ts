import type { SubjectRecord } from '../../contract/notification';
import { escalationMoments, isStillAsked } from './escalation-moments';
import type { MomentsNow } from './moment-now';
import { isStillCalled, requestMoments } from './request-moments';

/** What there is to tell of a subject at `now`. */
export function momentsOf(
  about: SubjectRecord,
  given: { asked: Record<string, string>; told: string[]; now: number },
): MomentsNow {
  return about.kind === 'request'
    ? requestMoments(about.record, given)
    : escalationMoments(about.record, given);
}

/** Whether a call that was to be made still matters to this person; without one, to anybody. */
export function stillMatters(about: SubjectRecord, key: string, person?: string): boolean {
  return about.kind === 'request'
    ? isStillCalled(about.record, key, person)
    : isStillAsked(about.record, key, person);
}

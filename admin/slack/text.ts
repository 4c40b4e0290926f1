import type { RequestValue } from '../../activities/channels/slack/buttons';
import type { RequestView } from '../../client';
import { cancelled, decidedAlready, expired, notAuthorized, stale } from '../../rules/requests/explain';
import { canDecideNow } from '../../rules/requests/people';
import { toProblem } from '../http/problem';
import { noticeOf } from '../text/notice';
import type { AnyVerdict } from '../text/verdict';
import type { AdminContext } from '../http/context';

/*
 * What the person who clicked is told.
 */

/** What became of a click, for the person who clicked. */
export function outcomeMessage(verdict: AnyVerdict, done?: string): string {
  const { title, message } = noticeOf(verdict, done);
  return `${title}. ${message}`;
}

/** Why it could not even be tried. */
export function failureMessage(admin: AdminContext, error: unknown): string {
  const { status, detail } = toProblem(error);
  if (status === 500) admin.log(`slack: ${(error as Error).stack ?? String(error)}`);
  return detail;
}

/**
 * Why there is no use in asking this person for a reason or a value: only what is open, and theirs, can be decided. The
 * decision itself is judged by its workflow, whatever this says.
 */
export function refusalFor(
  record: RequestView,
  person: string,
  { stage, contentHash }: RequestValue,
): string | undefined {
  if (record.unknown || (record.status === 'pending' && record.plan?.teams === undefined)) return undefined;
  if (record.status === 'expired') return expired(record);
  if (record.status === 'cancelled') return cancelled(record);
  if (record.status !== 'pending') return `Too late. It was ${decidedAlready(record)}`;
  const hasDecided = record.decisions.some(({ decidedBy, void: isVoid }) => decidedBy === person && !isVoid);
  if (!hasDecided && !canDecideNow(record, person)) return notAuthorized(record, person);
  const isOther = contentHash !== undefined && contentHash !== record.plan?.contentHash;
  return isOther || (stage !== undefined && stage !== record.stage) ? stale(record) : undefined;
}

import type { RequestValue } from '../../activities/channels/slack/buttons';
import type { RequestView } from '../../client';
import { cancelled, decidedAlready, expired, notAuthorized, stale } from '../../rules/requests/explain';
import { canDecideNow } from '../../rules/requests/people';
import type { AdminContext } from '../http/context';
import { problemOf } from '../http/problem';
import { noticeOf } from '../text/notice';
import type { AnyVerdict } from '../text/verdict';

/*
 * Messages for the person who clicked. Their times are in ISO 8601 until they are sent.
 */

/** The result of a click. */
export function outcomeMessage(verdict: AnyVerdict, done?: string): string {
  const { title, message } = noticeOf(verdict, done);
  return `${title}. ${message}`;
}

/** Why the click failed. */
export function failureMessage(admin: AdminContext, error: unknown): string {
  return problemOf(admin, error, 'slack').detail;
}

/**
 * Why this person cannot decide the request, so that no modal is needed. Undefined if they may be able to. Only the
 * workflow's verdict is binding.
 */
export function refusalFor(
  request: RequestView,
  person: string,
  { stage, contentHash }: RequestValue,
): string | undefined {
  if (request.unknown || (request.status === 'pending' && request.plan?.teams === undefined))
    return undefined;
  if (request.status === 'expired') return expired(request);
  if (request.status === 'cancelled') return cancelled(request);
  if (request.status !== 'pending') return `Too late. It was ${decidedAlready(request)}`;
  const hasDecided = request.decisions.some(({ decidedBy, void: isVoid }) => decidedBy === person && !isVoid);
  if (!hasDecided && !canDecideNow(request, person)) return notAuthorized(request, person);
  const isOther = contentHash !== undefined && contentHash !== request.plan?.contentHash;
  return isOther || (stage !== undefined && stage !== request.stage) ? stale(request) : undefined;
}

import { LIMITS, utf8Bytes } from '../../contract/limits';
import type { VerdictOutcome } from '../../contract/names';
import type { CommentRecord, RequestRecord } from '../../contract/request';
import { decisionIdTaken } from '../verdict-text';
import { type Attempt, attemptTrace, type JudgedRequest, requestVerdict } from './attempt';
import * as say from './explain';
import { eligible } from './people';

/**
 * The verdict on a comment (design rule 27): an approver of any stage, the requester and its run may comment while the request
 * is open. A comment decides nothing and moves no deadline.
 */
export function judgeComment(
  record: RequestRecord,
  attempt: Extract<Attempt, { kind: 'comment' }>,
): JudgedRequest {
  const { commentedBy, text, decisionId } = attempt.message;
  const refuse = (outcome: VerdictOutcome, message: string, attribution = {}): JudgedRequest => ({
    record,
    verdict: requestVerdict(record, outcome, message, attribution),
  });
  const comments = record.comments ?? [];
  const before = comments.find((each) => each.by === commentedBy && isSame(each, decisionId));
  if (before && before.text !== text) return refuse('invalid', decisionIdTaken(decisionId ?? ''));
  if (!mayComment(record, commentedBy))
    return refuse('not_authorized', say.mayNotComment(record, commentedBy));
  if (record.status === 'expired') return refuse('expired', say.expired(record));
  if (record.status === 'cancelled')
    return refuse('cancelled', say.cancelled(record), say.endAttribution(record));
  if (before) return refuse('duplicate', 'This comment was recorded already.');
  if (record.status !== 'pending')
    return refuse('superseded', say.decidedAlready(record), say.endAttribution(record));
  if (isFull(comments, text)) return refuse('invalid', 'The request has too many comments already.');
  const comment: CommentRecord = { ...attemptTrace(attempt), by: commentedBy, text };
  const commented = { ...record, comments: [...comments, comment] };
  return { record: commented, verdict: requestVerdict(commented, 'accepted', 'The comment was recorded.') };
}

function isSame(comment: CommentRecord, decisionId: string | undefined): boolean {
  return decisionId !== undefined && comment.decisionId === decisionId;
}

function mayComment(record: RequestRecord, name: string): boolean {
  if (name === record.requesterId || name === record.runId) return true;
  return (record.plan?.requirements ?? []).some((requirement) => eligible(record, requirement).has(name));
}

function isFull(comments: CommentRecord[], text: string): boolean {
  const bytes = comments.reduce((sum, comment) => sum + utf8Bytes(comment.text), utf8Bytes(text));
  return comments.length >= LIMITS.comments || bytes > LIMITS.commentsBytes;
}

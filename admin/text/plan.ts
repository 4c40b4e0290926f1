import type { RequestView } from '../../client';
import type { MatchedPolicy, Requirement } from '../../contract/plan';
import { neededText, endedByText } from '../../rules/requests/explain';
import { expiryOutcome } from '../../rules/requests/record';
import { signedWithText } from '../../rules/signing';
import { visibleLine, visibleLine as line } from '../../rules/text';
import { formatTimestamp } from './time';

const names = (list: readonly string[]) => list.map(line).join(', ');

/** Which policies apply, why they match and whom they ask. */
export function policyLines({
  kind,
  plan,
  unknown,
}: Pick<RequestView, 'kind' | 'plan' | 'unknown'>): string[] {
  if (plan === undefined) return unknown === undefined ? ['the policies are being evaluated'] : [];
  if (kind === 'confirmation')
    return plan.requirements.map(({ approvers }) => `to be confirmed by any one of ${names(approvers)}`);
  const asked = new Map(plan.requirements.map((requirement) => [requirement.policy, requirement]));
  const matched = plan.matched.map((policy) => matchedPolicy(policy, asked.get(policy.policy)));
  const fallback = asked.get('fallback');
  return [
    ...matched,
    ...(fallback ? [`no policy covers it, so the fallback asks: ${requirementText(fallback)}`] : []),
    ...plan.ignored.map(
      ({ policy, failedClosed }) =>
        `${line(policy)} would allow it, but could not be answered: ${line(failedClosed ?? '')}`,
    ),
    ...(matched.length === 0 && !fallback && !plan.error ? ['no policy covers it'] : []),
  ];
}

/** Who decided what, when and through which transport. */
export function decisionLines({ decisions: made }: RequestView, now: number): string[] {
  return made.map(({ decision, decidedBy, at, stage, reason, notes, void: gone, ...came }) => {
    const said = [reason, notes].flatMap((text) => (text ? [`: ${line(text)}`] : [])).join('');
    const lost = gone === undefined ? '' : ` (no longer counts: ${line(gone)})`;
    const inStage = stage > 1 ? ` in stage ${stage}` : '';
    return `${line(decidedBy)} ${decision === 'approve' ? 'approved' : 'rejected'}${inStage}, ${formatTimestamp(at, now)}, by ${channelText(came)}${said}${lost}`;
  });
}

/** What ended the request. */
export function endLines(request: RequestView, now: number): string[] {
  const { end } = request;
  if (end === undefined) return [];
  const reason = end.reason === undefined ? '' : `: ${line(end.reason)}`;
  const error = end.error === undefined ? '' : ` (${line(end.error.name)})`;
  return [`${end.status} by ${line(endedByText(request))}, ${formatTimestamp(end.at, now)}${reason}${error}`];
}

/** Whom the request still waits for. */
export function neededLines({
  needed,
  approvers,
  status,
  plan,
}: Pick<RequestView, 'needed' | 'approvers' | 'status' | 'plan'>): string[] {
  if (status !== 'pending') return [];
  if (plan === undefined && approvers)
    return [`${names(approvers)} (asked; what they decided since is not known)`];
  return needed.map((need) => `${line(neededText(need))}: ${names(need.people)}`);
}

/** The way a message came: `update from cli`, and the key that vouches for it: `update from inbox, signed with inbox-2026`. */
export function channelText({
  transport,
  via,
  keyId,
}: {
  transport: string;
  via?: string;
  keyId?: string;
}): string {
  return `${transport}${via === undefined ? '' : ` from ${line(via)}`}${line(signedWithText(keyId))}`;
}

function matchedPolicy(
  { policy, effect, failedClosed }: MatchedPolicy,
  requirement: Requirement | undefined,
): string {
  const how =
    failedClosed === undefined
      ? 'matches'
      : `counts as matching, since it could not be answered: ${line(failedClosed)}`;
  const then = requirement ? `: ${requirementText(requirement)}` : effect === 'require' ? '' : `: ${effect}`;
  return `${line(policy)} ${how}${then}`;
}

/** Whom it asks, and how many of them: `2 of finance-team`. */
export function requirementText({
  approvers,
  quorum,
  requireAll,
  stage,
}: Pick<Requirement, 'approvers' | 'quorum' | 'requireAll' | 'stage'>): string {
  const many = requireAll ? `each of ${names(approvers)}` : `${quorum} of ${names(approvers)}`;
  return stage > 1 ? `${many}, in stage ${stage}` : many;
}

/** What comes of a request that nobody decided in time. */
export const EXPIRY_TEXT = {
  expire: 'it expires',
  reject: 'it is rejected',
  escalate: 'it is escalated',
  approve: 'it is approved',
} as const;

/** Until when a pending request waits, and what happens then. */
export function deadlineLines(request: RequestView, now: number): string[] {
  const { status, expiresAt, plan } = request;
  if (status !== 'pending') return [];
  if (expiresAt === undefined) return ['not known before a worker has evaluated the policies'];
  const overdue = Date.parse(expiresAt) <= now;
  if (overdue) return [`${formatTimestamp(expiresAt, now)}: overdue, it ends as soon as a worker is there`];
  if (plan === undefined) return [formatTimestamp(expiresAt, now)];
  const whose = visibleLine(plan.expiryPolicy);
  return [
    `${formatTimestamp(expiresAt, now)}; if nobody decides by then ${EXPIRY_TEXT[expiryOutcome(request)]} (policy ${whose})`,
  ];
}

import type { RequestView } from '../../../client';
import type { MatchedPolicy, Requirement } from '../../../contract/plan';
import { lack, whoEnded } from '../../../rules/requests/explain';
import { signedWith } from '../../../rules/signing/signed-by';
import { visibleLine as line } from '../../../rules/visible';
import { when } from './span';

const names = (list: readonly string[]) => list.map(line).join(', ');

/** Which policies apply, why they match and whom they ask. */
export function why({ kind, plan, unknown }: Pick<RequestView, 'kind' | 'plan' | 'unknown'>): string[] {
  if (plan === undefined) return unknown === undefined ? ['the policies are being evaluated'] : [];
  if (kind === 'confirmation')
    return plan.requirements.map(({ approvers }) => `to be confirmed by any one of ${names(approvers)}`);
  const asked = new Map(plan.requirements.map((requirement) => [requirement.policy, requirement]));
  const matched = plan.matched.map((policy) => matchedPolicy(policy, asked.get(policy.policy)));
  const fallback = asked.get('fallback');
  return [
    ...matched,
    ...(fallback ? [`no policy covers it, so the fallback asks: ${asks(fallback)}`] : []),
    ...plan.ignored.map(
      ({ policy, failedClosed }) =>
        `${line(policy)} would allow it, but could not be answered: ${line(failedClosed ?? '')}`,
    ),
    ...(matched.length === 0 && !fallback && !plan.error ? ['no policy covers it'] : []),
  ];
}

/** Who decided what, when and through which door. */
export function decisions({ decisions: made }: RequestView, now: number): string[] {
  return made.map(({ decision, decidedBy, at, stage, reason, notes, void: gone, ...came }) => {
    const said = [reason, notes].flatMap((text) => (text ? [`: ${line(text)}`] : [])).join('');
    const lost = gone === undefined ? '' : ` (no longer counts: ${line(gone)})`;
    const inStage = stage > 1 ? ` in stage ${stage}` : '';
    return `${line(decidedBy)} ${decision === 'approve' ? 'approved' : 'rejected'}${inStage}, ${when(at, now)}, by ${through(came)}${said}${lost}`;
  });
}

/** What ended the request. */
export function outcome(request: RequestView, now: number): string[] {
  const { end } = request;
  if (end === undefined) return [];
  const reason = end.reason === undefined ? '' : `: ${line(end.reason)}`;
  const error = end.error === undefined ? '' : ` (${line(end.error.name)})`;
  return [`${end.status} by ${line(whoEnded(request))}, ${when(end.at, now)}${reason}${error}`];
}

/** Whom the request still waits for. */
export function stillNeeded({
  needed,
  approvers,
  status,
  plan,
}: Pick<RequestView, 'needed' | 'approvers' | 'status' | 'plan'>): string[] {
  if (status !== 'pending') return [];
  if (plan === undefined && approvers)
    return [`${names(approvers)} (asked; what they decided since is not known)`];
  return needed.map((need) => `${line(lack(need))}: ${names(need.people)}`);
}

/** The way a message came: `update from cli`, and the key that vouches for it: `update from desk, signed with desk-2026`. */
export function through({ door, via, keyId }: { door: string; via?: string; keyId?: string }): string {
  return `${door}${via === undefined ? '' : ` from ${line(via)}`}${line(signedWith(keyId))}`;
}

function matchedPolicy(
  { policy, effect, failedClosed }: MatchedPolicy,
  requirement: Requirement | undefined,
): string {
  const how =
    failedClosed === undefined
      ? 'matches'
      : `counts as matching, since it could not be answered: ${line(failedClosed)}`;
  const then = requirement ? `: ${asks(requirement)}` : effect === 'require' ? '' : `: ${effect}`;
  return `${line(policy)} ${how}${then}`;
}

/** Whom it asks, and how many of them: `2 of finance-team`. */
export function asks({
  approvers,
  quorum,
  requireAll,
  stage,
}: Pick<Requirement, 'approvers' | 'quorum' | 'requireAll' | 'stage'>): string {
  const many = requireAll ? `each of ${names(approvers)}` : `${quorum} of ${names(approvers)}`;
  return stage > 1 ? `${many}, in stage ${stage}` : many;
}

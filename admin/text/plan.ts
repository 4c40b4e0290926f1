import type { RequestView } from '../../client';
import type { MatchedPolicy, Presentation, Requirement } from '../../contract/records/plan';
import { neededText, endedByText } from '../../rules/requests/explain';
import { expiryOutcome } from '../../rules/requests/record';
import { signedWithText } from '../../rules/signing';
import { visibleLine, visibleLine as line } from '../../rules/text';
import { formatTimestamp } from './time';

const names = (list: readonly string[], separator = ', ') => list.map(line).join(separator);

/** Which policies match, and what each requires. */
export function policyLines({
  kind,
  plan,
  unknown,
}: Pick<RequestView, 'kind' | 'plan' | 'unknown'>): string[] {
  if (plan === undefined) return unknown === undefined ? ['The policies are being evaluated.'] : [];
  if (kind === 'confirmation')
    return plan.requirements.map(({ approvers }) => `${names(approvers, ' or ')} must confirm.`);
  const asked = new Map(plan.requirements.map((requirement) => [requirement.policy, requirement]));
  const matched = plan.matched.map((policy) => matchedPolicy(policy, asked.get(policy.policy)));
  const fallback = asked.get('fallback');
  return [
    ...matched,
    ...(fallback ? [`No policy matches. The fallback requires ${requirementText(fallback)}.`] : []),
    ...plan.ignored.map(
      ({ policy, failedClosed }) =>
        `Policy ${line(policy)} would allow it, but its condition failed: ${line(failedClosed ?? '')}`,
    ),
    ...(matched.length === 0 && !fallback && !plan.error ? ['No policy matches.'] : []),
  ];
}

/** Who decided what, when and where. */
export function decisionLines({ decisions: made }: RequestView, now: number): string[] {
  return made.map(({ decision, decidedBy, at, stage, reason, notes, void: lapsed, ...origin }) => {
    const texts = [reason, notes].flatMap((text) => (text ? [`: ${line(text)}`] : [])).join('');
    const lapse = lapsed === undefined ? '' : ` (no longer counts: ${line(lapsed)})`;
    const inStage = stage > 1 ? ` in stage ${stage}` : '';
    return `${line(decidedBy)} ${decision === 'approve' ? 'approved' : 'rejected'}${inStage}, ${formatTimestamp(at, now)}, ${channelText(origin)}${texts}${lapse}`;
  });
}

/** How the request ended. */
export function endLines(request: RequestView, now: number): string[] {
  const { end } = request;
  if (end === undefined) return [];
  const reason = end.reason === undefined ? '' : `: ${line(end.reason)}`;
  const error = end.error === undefined ? '' : ` (${line(end.error.name)})`;
  return [`${end.status} by ${line(endedByText(request))}, ${formatTimestamp(end.at, now)}${reason}${error}`];
}

/** Which approvals are still needed, and who can give them. */
export function neededLines({
  needed,
  approvers,
  status,
  plan,
}: Pick<RequestView, 'needed' | 'approvers' | 'status' | 'plan'>): string[] {
  if (status !== 'pending') return [];
  if (plan === undefined && approvers)
    return [`${names(approvers)} were asked; their decisions since then are unknown`];
  return needed.map((need) => {
    const isNamed = need.people.every((person) => need.from.includes(person));
    return `${line(neededText(need))}${isNamed ? '' : `: ${names(need.people)}`}`;
  });
}

const CHANNELS: Record<string, string> = {
  inbox: 'in the inbox',
  slack: 'in Slack',
  cli: 'with the CLI',
  api: 'through the API',
  terminal: 'in the terminal',
};

/** Where a message came from, and its signature: `in the inbox, signed with inbox-2026`, `with bot-tool`, `by signal`. */
export function channelText({
  transport,
  via,
  keyId,
}: {
  transport: string;
  via?: string;
  keyId?: string;
}): string {
  const named = via !== undefined && Object.hasOwn(CHANNELS, via) ? CHANNELS[via] : undefined;
  const channel = named ?? (via === undefined ? `by ${transport}` : `with ${line(via)}`);
  return `${channel}${line(signedWithText(keyId))}`;
}

function matchedPolicy(
  { policy, effect, failedClosed }: MatchedPolicy,
  requirement: Requirement | undefined,
): string {
  const verb = { require: 'matches', allow: 'allows this', deny: 'denies this' }[effect];
  const does = requirement ? `requires ${requirementText(requirement)}` : verb;
  const because = failedClosed === undefined ? '.' : `, because its condition failed: ${line(failedClosed)}`;
  return `Policy ${line(policy)} ${does}${because}`;
}

/** What a requirement demands: `2 approvals from finance-team`. */
export function requirementText({
  approvers,
  quorum,
  requireAll,
  stage,
}: Pick<Requirement, 'approvers' | 'quorum' | 'requireAll' | 'stage'>): string {
  const many = requireAll
    ? `an approval from each of ${names(approvers)}`
    : `${quorum} ${quorum === 1 ? 'approval' : 'approvals'} from ${names(approvers)}`;
  return stage > 1 ? `${many}, in stage ${stage}` : many;
}

/** How the policies want a request to be shown, one text for each thing. */
export function presentationLines({ severity, highlight, mustReadAll, bulk }: Presentation = {}): string[] {
  return [
    ...(severity === undefined ? [] : [`severity ${severity}`]),
    ...(highlight === undefined ? [] : [`first ${names(highlight)}`]),
    ...(mustReadAll ? ['everything must be opened before an approval'] : []),
    ...(bulk === false ? ['not approved together with others'] : []),
  ];
}

/** What happens to a request that was not decided in time. */
export const EXPIRY_TEXT = {
  expire: 'it expires',
  reject: 'it is rejected',
  escalate: 'it is escalated',
  approve: 'it is approved',
} as const;

/** The deadline of a pending request, and what happens then. */
export function deadlineLines(request: RequestView, now: number): string[] {
  const { status, expiresAt, plan } = request;
  if (status !== 'pending') return [];
  if (expiresAt === undefined) return ['unknown until a worker has evaluated the policies'];
  const overdue = Date.parse(expiresAt) <= now;
  if (overdue) return [`${formatTimestamp(expiresAt, now)}: overdue; it ends when a worker is back`];
  if (plan === undefined) return [formatTimestamp(expiresAt, now)];
  const then = EXPIRY_TEXT[expiryOutcome(request)];
  const setBy =
    request.kind === 'confirmation' ? '' : ` Deadline set by policy ${visibleLine(plan.expiryPolicy)}.`;
  return [`${formatTimestamp(expiresAt, now)}; if nobody decides by then, ${then}.${setBy}`];
}

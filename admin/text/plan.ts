import type { RequestView } from '../../client';
import type { MatchedPolicy, Presentation, Requirement, Needed, Plan } from '../../contract/records/plan';
import {
  neededText,
  endedByText,
  approvalsText,
  CONFIRMATION_POLICY,
  requirementSentence,
  requiringPolicy,
} from '../../rules/requests/explain';
import { expiryOutcome, EXPIRY_TEXT } from '../../rules/requests/record';
import { signedWithText } from '../../rules/signing';
import { channelText, visibleLine as line } from '../../rules/text';
import { DECIDED } from '../../rules/verdict-text';
import { formatTimestamp } from './time';

const names = (list: readonly string[]) => list.map(line).join(', ');

/** Which policies match, and what each requires. */
export function policyLines({
  kind,
  plan,
  unknown,
}: Pick<RequestView, 'kind' | 'plan' | 'unknown'>): string[] {
  if (plan === undefined) return unknown === undefined ? ['The policies are being evaluated.'] : [];
  if (kind === 'confirmation')
    return plan.requirements.map((requirement) => `${line(requirementSentence(requirement))}.`);
  const asked = new Map(plan.requirements.map((requirement) => [requirement.policy, requirement]));
  const matched = plan.matched.map((policy) => matchedPolicy(policy, asked.get(policy.policy)));
  const fallback = asked.get('fallback');
  return [
    ...matched,
    ...(fallback ? [`No policy matches. ${line(requirementSentence(fallback))}.`] : []),
    ...plan.ignored.map(
      ({ policy, failedClosed }) =>
        `Policy ${line(policy)} would allow it, but its condition failed: ${line(failedClosed ?? '')}`,
    ),
    ...(matched.length === 0 && !fallback && !plan.error ? ['No policy matches.'] : []),
  ];
}

/** Who decided what, when and where. */
export function decisionLines({ decisions: made }: RequestView, now: number): string[] {
  return made.map(
    ({ decision, decidedBy, at, stage, reason, text: said, notes, void: lapsed, ...origin }) => {
      const texts = [reason, said, notes].flatMap((text) => (text ? [`: ${line(text)}`] : [])).join('');
      const lapse = lapsed === undefined ? '' : ` (no longer counts: ${line(lapsed)})`;
      const inStage = stage > 1 ? ` in stage ${stage}` : '';
      return `${line(decidedBy)} ${DECIDED[decision]}${inStage}, ${formatTimestamp(at, now)}, ${originText(origin)}${texts}${lapse}`;
    },
  );
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
    if (isWhole(need, plan)) return peopleLine(need);
    const isNamed = need.people.every((person) => need.from.includes(person));
    return `${line(neededText(need))}${isNamed ? '' : `: ${names(need.people)}`}`;
  });
}

/** Whether nothing of the requirement is met, so that `policyLines` says what is needed already. */
function isWhole(need: Needed, plan: Plan | undefined): boolean {
  const requirement = plan?.requirements.find(({ policy }) => policy === need.policy);
  return requirement !== undefined && requirementSentence(requirement) === neededText(need);
}

/** The people who can give what a requirement needs: `Policy high_value: ana, bo`. */
function peopleLine(need: Needed): string {
  if (need.policy === CONFIRMATION_POLICY) return need.people.map(line).join(' or ');
  return `${line(requiringPolicy(need))}: ${names(need.people)}`;
}

/** How a message was sent, and its signature: `in the inbox, signed with inbox-2026`, `with bot-tool`, `by signal`. */
export function originText({
  transport,
  via,
  keyId,
}: {
  transport: string;
  via?: string;
  keyId?: string;
}): string {
  return line(`${channelText(via, transport)}${signedWithText(keyId)}`);
}

function matchedPolicy(
  { policy, effect, failedClosed }: MatchedPolicy,
  requirement: Requirement | undefined,
): string {
  const verb = { require: 'matches', allow: 'allows this', deny: 'denies this' }[effect];
  const does = requirement ? requirementSentence(requirement) : `Policy ${policy} ${verb}`;
  const because = failedClosed === undefined ? '.' : `, because its condition failed: ${line(failedClosed)}`;
  return `${line(does)}${because}`;
}

/** What a requirement demands, without its policy: `2 approvals from finance-team, in stage 2`. */
export function requirementText({
  stage,
  ...requirement
}: Pick<Requirement, 'approvers' | 'quorum' | 'requireAll' | 'stage'>): string {
  const approvals = line(approvalsText(requirement));
  return stage > 1 ? `${approvals}, in stage ${stage}` : approvals;
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

/** The deadline of a pending request, and what happens then. */
export function deadlineLines(request: RequestView, now: number): string[] {
  const { status, expiresAt, plan } = request;
  if (status !== 'pending') return [];
  if (expiresAt === undefined) return ['unknown until a worker has evaluated the policies'];
  const overdue = Date.parse(expiresAt) <= now;
  if (overdue) return [`${formatTimestamp(expiresAt, now)}: overdue; it ends when a worker is back`];
  if (plan === undefined) return [formatTimestamp(expiresAt, now)];
  const then = EXPIRY_TEXT[expiryOutcome(request)];
  const setBy = request.kind === 'confirmation' ? '' : ` Deadline set by policy ${line(plan.expiryPolicy)}.`;
  return [`${formatTimestamp(expiresAt, now)}; if nobody decides by then, ${then}.${setBy}`];
}

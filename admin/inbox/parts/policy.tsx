import type { PoliciesView, PolicyView, RequirementView } from '../../../client';
import { EXPIRY_TEXT } from '../../../rules/requests/record';
import { visible, visibleLine as line } from '../../../rules/text';
import { requirementText } from '../../text/plan';
import { formatDuration } from '../../text/time';
import { Facts } from './values';

/*
 * Policies, and the other rules of the config: fallback, levels, triggers, teams.
 */

const EFFECT = {
  require: 'requires approval',
  deny: 'rejects immediately',
  allow: 'approves immediately',
} as const;

/** A policy: what it covers, who must approve, by when. */
export function Policy({ policy }: { policy: PolicyView }) {
  const { name, description, effect, actions, resources, condition, context, reason, stage } = policy;
  const also = [...(condition ? ['a condition'] : []), ...(context ? ['a schema for the context'] : [])].join(
    ' and ',
  );
  return (
    <li class="policy">
      <h3>
        {line(name)} <span class="on">{EFFECT[effect]}</span>
      </h3>
      {description ? <p class="written">{visible(description)}</p> : null}
      <Facts
        facts={[
          ['Actions', actions ? actions.map(line).join(', ') : 'all'],
          ['Resources', resources ? resources.map(line).join(', ') : 'all'],
          ['Also must match', also ? `${also} (source code not shown)` : null],
          ['Requires', policy.approvers ? approversText(policy) : null],
          ['Stage', stage === undefined || stage === 1 ? null : `${stage}`],
          ['Deadline', policy.expireAfter === undefined ? null : deadlineText(policy)],
          ['Reason', reason ? line(reason) : null],
        ]}
      />
    </li>
  );
}

/** Who must approve, and whether the requester may. */
function approversText({
  approvers = [],
  requireAll = false,
  quorum = 1,
  allowSelfApproval,
}: Partial<RequirementView>): string {
  const text = requirementText({ approvers, requireAll, quorum, stage: 1 });
  return allowSelfApproval ? `${text}; the requester may approve` : text;
}

/** `4h, then it expires`. */
function deadlineText({ expireAfter = 0, onExpiry, escalateTo }: Partial<RequirementView>): string {
  const level = onExpiry === 'escalate' && escalateTo ? ` to ${escalateTo}` : '';
  return `${formatDuration(expireAfter)}, then ${EXPIRY_TEXT[onExpiry ?? 'expire']}${level}`;
}

/** The rules beside the policies: fallback, levels, triggers, teams. */
export function PolicyDefaults({ policies }: { policies: PoliciesView }) {
  const { levels, triggers, directory, operators, defaults, escalation } = policies;
  return (
    <>
      <section>
        <h2>If no policy matches</h2>
        <p>{fallbackOf(policies)}</p>
      </section>
      {levels.length === 0 ? null : (
        <section>
          <h2>Escalations</h2>
          <Facts
            facts={levels.map(({ level, assignees, acknowledgeWithin, resolveWithin }) => [
              level,
              `${assignees.map(line).join(', ')}; acknowledge within ${formatDuration(acknowledgeWithin)}, resolve within ${formatDuration(resolveWithin)}`,
            ])}
          />
          <p>If nobody acknowledges at the highest level, {afterHighestLevel(escalation)}.</p>
        </section>
      )}
      {triggers.length === 0 ? null : (
        <section>
          <h2>Triggers</h2>
          <Facts
            facts={triggers.map(({ name, type, threshold, level }) => [
              line(name),
              `${type}${threshold === undefined ? '' : ` ${threshold}`}, to ${level}`,
            ])}
          />
        </section>
      )}
      <section>
        <h2>People</h2>
        <Facts
          facts={[
            ...(directory === 'function'
              ? [['Teams', 'looked up by a function'] as const]
              : Object.entries(directory).map(
                  ([team, people]) => [line(team), people.map(line).join(', ')] as const,
                )),
            ['Operators', operators.length === 0 ? 'none' : operators.map(line).join(', ')],
            ['Default deadline', formatDuration(defaults.expireAfter)],
          ]}
        />
      </section>
    </>
  );
}

const FINALLY = {
  abort: 'the run is aborted',
  continue: 'the run continues',
  wait: 'the escalation waits',
} as const;

function afterHighestLevel({ repeat, finally: end }: PoliciesView['escalation']): string {
  if (repeat === 0) return FINALLY[end];
  return `all levels are repeated ${repeat === 1 ? 'once' : `${repeat} times`}; then ${FINALLY[end]}`;
}

function fallbackOf({ fallback }: PoliciesView): string {
  if (fallback === undefined) return 'The request fails: it is never approved by default.';
  if (fallback === 'approve') return 'The request is approved.';
  if (fallback === 'reject') return 'The request is rejected.';
  return `The request requires ${approversText(fallback)}. Deadline: ${deadlineText(fallback)}.`;
}

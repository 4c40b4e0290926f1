import type { PoliciesView, PolicyView, RequirementView } from '../../../client';
import { visible, visibleLine as line } from '../../../rules/text';
import { formatDuration } from '../../text/time';
import { Facts } from './values';

/*
 * Policies, and what holds beside them: fallback, levels, triggers, teams.
 */

const EFFECT = { require: 'asks people', deny: 'rejects at once', allow: 'approves at once' } as const;

/** A policy: what it covers, whom it asks, until when. */
export function Policy({ policy }: { policy: PolicyView }) {
  const { name, description, effect, actions, resources, condition, context, reason, stage } = policy;
  const also = [...(condition ? ['a condition'] : []), ...(context ? ['a schema of the context'] : [])].join(
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
          ['And', also ? `${also}, whose source is not shown` : null],
          ['Asks', policy.approvers ? asks(policy) : null],
          ['Stage', stage === undefined || stage === 1 ? null : `${stage}`],
          ['Deadline', policy.expireAfter === undefined ? null : deadline(policy)],
          ['Reason', reason ? line(reason) : null],
        ]}
      />
    </li>
  );
}

/** Whom it asks, in words: `2 of finance-team`. */
function asks(asking: Partial<RequirementView>): string {
  const { approvers = [], requireAll, quorum = 1, allowSelfApproval } = asking;
  const names = approvers.map(line).join(', ');
  const many = requireAll ? `each of ${names}` : `${quorum} of ${names}`;
  return allowSelfApproval ? `${many}; the requester may be one of them` : many;
}

/** `4h, then it expires`. */
function deadline({ expireAfter = 0, onExpiry, escalateTo }: Partial<RequirementView>): string {
  const then = {
    expire: 'it expires',
    reject: 'it is rejected',
    approve: 'it is approved',
    escalate: `it is escalated${escalateTo ? ` to ${escalateTo}` : ''}`,
  }[onExpiry ?? 'expire'];
  return `${formatDuration(expireAfter)}, then ${then}`;
}

/** What holds beside the policies: the fallback, the levels, the triggers, the teams. */
export function PolicyDefaults({ policies }: { policies: PoliciesView }) {
  const { levels, triggers, directory, operators, defaults, escalation } = policies;
  return (
    <>
      <section>
        <h2>Where no policy matches</h2>
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
          <p>Where nobody acknowledges at the top, {afterTheTop(escalation)}.</p>
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
              ? [['Teams', 'a function tells who is in them'] as const]
              : Object.entries(directory).map(
                  ([team, people]) => [line(team), people.map(line).join(', ')] as const,
                )),
            ['Operators', operators.length === 0 ? 'none' : operators.map(line).join(', ')],
            ['Deadline, unless a policy says', formatDuration(defaults.expireAfter)],
          ]}
        />
      </section>
    </>
  );
}

const FINALLY = { abort: 'it is aborted', continue: 'it goes on', wait: 'it waits' } as const;

function afterTheTop({ repeat, finally: end }: PoliciesView['escalation']): string {
  if (repeat === 0) return FINALLY[end];
  return `it begins again, ${repeat === 1 ? 'once' : `${repeat} times`}; then ${FINALLY[end]}`;
}

function fallbackOf({ fallback }: PoliciesView): string {
  if (fallback === undefined) return 'The request fails: nothing is approved by omission.';
  if (fallback === 'approve') return 'It is approved.';
  if (fallback === 'reject') return 'It is rejected.';
  return `It asks ${asks(fallback)}. ${deadline(fallback)}.`;
}

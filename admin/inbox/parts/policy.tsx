import type { RequirementView, PolicyView } from '../../../client';
import { visible, visibleLine as line } from '../../../rules/text';
import { formatDuration } from '../../text/time';
import { Facts } from './facts';

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
export function asks(asking: Partial<RequirementView>): string {
  const { approvers = [], requireAll, quorum = 1, allowSelfApproval } = asking;
  const names = approvers.map(line).join(', ');
  const many = requireAll ? `each of ${names}` : `${quorum} of ${names}`;
  return allowSelfApproval ? `${many}; the requester may be one of them` : many;
}

/** `4h, then it expires`. */
export function deadline({ expireAfter = 0, onExpiry, escalateTo }: Partial<RequirementView>): string {
  const then = {
    expire: 'it expires',
    reject: 'it is rejected',
    approve: 'it is approved',
    escalate: `it is escalated${escalateTo ? ` to ${escalateTo}` : ''}`,
  }[onExpiry ?? 'expire'];
  return `${formatDuration(expireAfter)}, then ${then}`;
}

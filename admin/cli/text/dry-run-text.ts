import type { DryRun, RequestContent } from '../../../client';
import { visibleLine as line } from '../../../rules/visible';
import type { Output } from '../output';
import { THEN } from './deadline';
import { fieldsOf } from './field';
import { stillNeeded, why } from './plan-text';
import { span } from './span';
import { paintStatus } from './status';

/** What a request would come to: which policies match and why, who must approve, by when, and what happens then. */
export function dryRunText(out: Output, content: RequestContent, dry: DryRun): string {
  const { action, resource, requesterId } = content;
  const what = resource === undefined ? line(action) : `${line(action)} on ${line(resource)}`;
  const field = fieldsOf(out);
  const begun = { kind: 'approval' as const, plan: dry.plan, status: dry.status, needed: dry.needed };
  return [
    `${out.colours.bold(what)}  would be ${paintStatus(out, dry.status)}`,
    ...field('requested by', [line(requesterId)]),
    ...field('why', why(begun)),
    ...field('outcome', outcome(dry)),
    ...field('needed', stillNeeded(begun)),
    ...field('unknown', dry.unresolved === undefined ? [] : [line(dry.unresolved)]),
    ...field('expires', expires(dry)),
    ...field('config', [dry.plan.configDigest.slice(0, 12)]),
  ].join('\n');
}

/** How it would end at once. */
function outcome({ status, plan: { automatic, error } }: DryRun): string[] {
  if (error) return [`cancelled at once: ${line(error.message)} (${error.name})`];
  if (!automatic) return [];
  const by = automatic.by === 'policy' ? `policy ${line(automatic.name)}` : 'the fallback';
  const reason = automatic.reason === undefined ? '' : `: ${line(automatic.reason)}`;
  return [`${status} at once by ${by}${reason}`];
}

function expires({ plan, atDeadline }: DryRun): string[] {
  if (atDeadline === undefined) return [];
  const level = atDeadline === 'escalate' && plan.escalateTo ? ` to ${plan.escalateTo}` : '';
  return [
    `after ${span(plan.expireAfter)}; if nobody decides by then ${THEN[atDeadline]}${level} (policy ${line(plan.expiryPolicy)})`,
  ];
}

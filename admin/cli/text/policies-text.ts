import type { AskingView, PoliciesView, PolicyView, TriggerView } from '../../../client';
import { visibleLine as line } from '../../../rules/visible';
import type { Output } from '../output';
import { fieldsOf } from './field';
import { asks } from './plan-text';
import { span } from './span';
import { table } from './table';

const names = (list: readonly string[]) => list.map(line).join(', ');

/** The rules of a worker: policies, triggers, levels, and who is who. */
export function policiesText(out: Output, told: PoliciesView): string {
  const { escalation, triggers, levels, operators } = told;
  const field = fieldsOf(out);
  const again = escalation.repeat > 0 ? `again ${escalation.repeat} times, ` : '';
  return [
    policyTable(out, told),
    ...(triggers.length > 0 ? ['', triggerTable(out, triggers)] : []),
    ...(levels.length > 0 ? ['', levelTable(out, told)] : []),
    '',
    ...field('nobody there', levels.length > 0 ? [`${again}then ${escalation.finally}`] : []),
    ...field('operators', operators.length > 0 ? [names(operators)] : []),
    ...field('directory', directory(told)),
    ...field('config', [told.configDigest.slice(0, 12)]),
  ].join('\n');
}

interface Row {
  name: string;
  effect: string;
  covers: string;
  asks: string;
}

function policyTable({ columns }: Output, { policies, fallback, defaults }: PoliciesView): string {
  const otherwise: Row =
    fallback === undefined
      ? { name: 'otherwise', effect: 'fail', covers: 'what no policy covers', asks: '' }
      : {
          name: 'fallback',
          effect: typeof fallback === 'string' ? fallback : 'require',
          covers: 'what no policy covers',
          asks: typeof fallback === 'string' ? '' : whom({ ...fallback, stage: 1 }),
        };
  const row = (policy: PolicyView): Row => ({
    name: line(policy.name),
    effect: policy.effect,
    covers: covers(policy),
    asks: asking(policy, defaults.expireAfter),
  });
  return table<Row>(
    [
      { title: 'POLICY', of: ({ name }) => name },
      { title: 'EFFECT', of: ({ effect }) => effect },
      { title: 'COVERS', of: (each) => each.covers, least: 20 },
      { title: 'ASKS', of: (each) => each.asks, least: 20 },
    ],
    [...policies.map(row), otherwise],
    columns,
  );
}

function covers({ actions, resources, condition, context }: PolicyView): string {
  const what = [
    ...(actions ? [names(actions)] : []),
    ...(resources ? [`on ${names(resources)}`] : []),
    ...(condition ? ['on its condition'] : []),
    ...(context ? ['with a schema'] : []),
  ];
  return what.join(' ') || 'everything';
}

function asking(policy: PolicyView, usual: number): string {
  const { approvers = [], quorum = 1, requireAll = false, stage = 1, expireAfter = usual } = policy;
  if (policy.effect !== 'require') return policy.reason === undefined ? '' : line(policy.reason);
  return whom({ approvers, quorum, requireAll, stage, expireAfter, onExpiry: policy.onExpiry ?? 'expire' });
}

type Asking = Pick<AskingView, 'approvers' | 'quorum' | 'requireAll' | 'expireAfter' | 'onExpiry'>;

function whom({ expireAfter, onExpiry, ...requirement }: Asking & { stage: number }): string {
  return `${asks(requirement)}; ${onExpiry} after ${span(expireAfter)}`;
}

function triggerTable({ columns }: Output, triggers: readonly TriggerView[]): string {
  return table<TriggerView>(
    [
      { title: 'TRIGGER', of: ({ name }) => line(name) },
      { title: 'TYPE', of: ({ type }) => type },
      { title: 'THRESHOLD', of: ({ threshold }) => `${threshold ?? ''}` },
      { title: 'LEVEL', of: ({ level }) => level },
    ],
    triggers,
    columns,
  );
}

function levelTable({ columns }: Output, { levels }: PoliciesView): string {
  return table<PoliciesView['levels'][number]>(
    [
      { title: 'LEVEL', of: ({ level }) => level },
      { title: 'ASSIGNEES', of: ({ assignees }) => names(assignees), least: 20 },
      { title: 'ACKNOWLEDGE', of: ({ acknowledgeWithin }) => `within ${span(acknowledgeWithin)}` },
      { title: 'RESOLVE', of: ({ resolveWithin }) => `within ${span(resolveWithin)}` },
    ],
    levels,
    columns,
  );
}

function directory({ directory: teams }: PoliciesView): string[] {
  if (teams === 'function') return ['a function, which only the worker can ask'];
  return Object.entries(teams).map(([team, people]) => `${line(team)}: ${names(people)}`);
}

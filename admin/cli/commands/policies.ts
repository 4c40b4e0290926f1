import type { Command } from 'commander';
import type {
  RequirementView,
  DryRun,
  PoliciesView,
  PolicyView,
  RequestContent,
  TriggerView,
} from '../../../client';
import { defined } from '../../../contract/defined';
import { visibleLine as line } from '../../../rules/text';
import { requirementText, neededLines, EXPIRY_TEXT, policyLines } from '../../text/plan';
import { fieldsOf, paintStatus, table } from '../../text/table';
import { formatDuration } from '../../text/time';
import { UsageError } from '../errors';
import { EXIT } from '../exit';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
import { readJsonObject } from '../json-input';
import { withManagers } from '../with-managers';
import type { Output } from '../output';
import { type Call, type Cli, verbAction, withOutputFlag } from '../verb';

interface Flags extends ConnectionFlags {
  action?: string;
  resource?: string;
  context?: string;
  requester?: string;
}

export function addPolicies(command: Command, cli: Cli): void {
  command
    .option('--action <action>', 'try it out: who would have to approve this? Nothing is requested')
    .option('--resource <resource>', 'what it would be done to')
    .option('--context <json>', 'the exact arguments: a JSON object, @FILE, or - for standard input')
    .option('--requester <name>', 'who would ask; default: you');
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, policies));
}

async function policies(call: Call<Flags>) {
  const { flags, out, io } = call;
  const { action, resource, requester } = flags;
  if (action === undefined) {
    const idle = (['resource', 'context', 'requester'] as const).find((flag) => flags[flag] !== undefined);
    if (idle !== undefined) throw new UsageError(`--${idle} goes with --action: what would be done?`);
    return withManagers(call, async (_, others) => {
      const told = await others.policies.get();
      out.answer(told, policiesText(out, told));
      return EXIT.done;
    });
  }
  const context = flags.context === undefined ? {} : await readJsonObject(flags.context, '--context', io);
  return withManagers(call, async (_, others) => {
    const requesterId = requester ?? (await others.ownName());
    const content = { action, ...defined({ resource }), context, requesterId };
    const dry = await others.policies.dryRun(content);
    out.note('Tried out: nothing was requested, and nobody was told.');
    out.answer(dry, dryRunText(out, content, dry));
    return EXIT.done;
  });
}

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
          asks: typeof fallback === 'string' ? '' : askingText({ ...fallback, stage: 1 }),
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
  return askingText({
    approvers,
    quorum,
    requireAll,
    stage,
    expireAfter,
    onExpiry: policy.onExpiry ?? 'expire',
  });
}

type Asking = Pick<RequirementView, 'approvers' | 'quorum' | 'requireAll' | 'expireAfter' | 'onExpiry'>;

function askingText({ expireAfter, onExpiry, ...requirement }: Asking & { stage: number }): string {
  return `${requirementText(requirement)}; ${onExpiry} after ${formatDuration(expireAfter)}`;
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
      { title: 'ACKNOWLEDGE', of: ({ acknowledgeWithin }) => `within ${formatDuration(acknowledgeWithin)}` },
      { title: 'RESOLVE', of: ({ resolveWithin }) => `within ${formatDuration(resolveWithin)}` },
    ],
    levels,
    columns,
  );
}

function directory({ directory: teams }: PoliciesView): string[] {
  if (teams === 'function') return ['a function, which only the worker can ask'];
  return Object.entries(teams).map(([team, people]) => `${line(team)}: ${names(people)}`);
}

/** What a request would come to: which policies match and why, who must approve, by when, and what happens then. */
export function dryRunText(out: Output, content: RequestContent, dry: DryRun): string {
  const { action, resource, requesterId } = content;
  const what = resource === undefined ? line(action) : `${line(action)} on ${line(resource)}`;
  const field = fieldsOf(out);
  const begun = { kind: 'approval' as const, plan: dry.plan, status: dry.status, needed: dry.needed };
  return [
    `${out.colours.bold(what)}  would be ${paintStatus(out, dry.status)}`,
    ...field('requested by', [line(requesterId)]),
    ...field('why', policyLines(begun)),
    ...field('outcome', outcome(dry)),
    ...field('needed', neededLines(begun)),
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
    `after ${formatDuration(plan.expireAfter)}; if nobody decides by then ${EXPIRY_TEXT[atDeadline]}${level} (policy ${line(plan.expiryPolicy)})`,
  ];
}

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
import { EXPIRY_TEXT } from '../../../rules/requests/record';
import { visibleLine as line } from '../../../rules/text';
import { requirementText, neededLines, policyLines, presentationLines } from '../../text/plan';
import { fieldWriter, paintStatus, table } from '../../text/table';
import { formatDuration } from '../../text/time';
import { UsageError } from '../errors';
import { EXIT } from '../exit';
import { type ConnectionFlags, withConnectionFlags } from '../flags';
import { readJsonObject } from '../json-input';
import type { Output } from '../output';
import { type Call, type Cli, verbAction, withExamples, withOutputFlag } from '../verb';
import { withManagers } from '../with-managers';
import { addSupportingFlags, readSupporting, type SupportingFlags } from './request/supporting';

interface Flags extends ConnectionFlags, SupportingFlags {
  action?: string;
  resource?: string;
  context?: string;
  requester?: string;
}

const ONLY_WITH_ACTION = ['resource', 'context', 'requester', 'rationale', 'evidence', 'response'] as const;

export function addPolicies(command: Command, cli: Cli): void {
  command
    .option('--action <action>', 'show who would have to approve this action; nothing is requested')
    .option('--resource <resource>', 'resource of the action')
    .option('--context <json>', 'arguments of the action: a JSON object, @FILE, or - for standard input')
    .option('--requester <name>', 'requester (default: you)');
  addSupportingFlags(command);
  withExamples(command, 'policies', `policies --action transfer_funds --context '{"amount": 15000}'`);
  withConnectionFlags(withOutputFlag(command)).action(verbAction(cli, policies));
}

async function policies(call: Call<Flags>) {
  const { flags, out, io } = call;
  const { action, resource, requester } = flags;
  if (action === undefined) {
    const unused = ONLY_WITH_ACTION.find((flag) => flags[flag] !== undefined);
    if (unused !== undefined) throw new UsageError(`--${unused} needs --action`);
    return withManagers(call, async (_, others) => {
      const view = await others.policies.get();
      out.answer(view, policiesText(out, view));
      return EXIT.done;
    });
  }
  const context = flags.context === undefined ? {} : await readJsonObject(flags.context, '--context', io);
  const supporting = await readSupporting(flags, io);
  return withManagers(call, async (_, others) => {
    const requesterId = requester ?? (await others.ownName());
    const content = { action, ...defined({ resource }), context, ...supporting, requesterId };
    const dry = await others.policies.dryRun(content);
    out.note('Dry run: nothing was requested and no one was notified.');
    out.answer(dry, dryRunText(out, content, dry));
    return EXIT.done;
  });
}

const names = (list: readonly string[]) => list.map(line).join(', ');

/** The text of a worker's policies, triggers, levels and directory. */
export function policiesText(out: Output, view: PoliciesView): string {
  const { escalation, triggers, levels, operators } = view;
  const field = fieldWriter(out);
  const again = escalation.repeat > 0 ? `repeat ${escalation.repeat} times, ` : '';
  return [
    policyTable(out, view),
    ...(triggers.length > 0 ? ['', triggerTable(out, triggers)] : []),
    ...(levels.length > 0 ? ['', levelTable(out, view)] : []),
    '',
    ...field('at the top', levels.length > 0 ? [`${again}then ${escalation.finally}`] : []),
    ...field('operators', operators.length > 0 ? [names(operators)] : []),
    ...field('directory', directory(view)),
    ...field('config', [view.configDigest.slice(0, 12)]),
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
      ? { name: 'otherwise', effect: 'fail', covers: 'everything else', asks: '' }
      : {
          name: 'fallback',
          effect: typeof fallback === 'string' ? fallback : 'require',
          covers: 'everything else',
          asks: typeof fallback === 'string' ? '' : requirementLine({ ...fallback, stage: 1 }),
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
      { title: 'REQUIRES', of: (each) => each.asks, least: 20 },
    ],
    [...policies.map(row), otherwise],
    columns,
  );
}

function covers({ actions, resources, condition, context }: PolicyView): string {
  const what = [
    ...(actions ? [names(actions)] : []),
    ...(resources ? [`on ${names(resources)}`] : []),
    ...(condition ? ['if its condition is true'] : []),
    ...(context ? ['with a schema'] : []),
  ];
  return what.join(' ') || 'everything';
}

function asking(policy: PolicyView, usual: number): string {
  const { approvers = [], quorum = 1, requireAll = false, stage = 1, expireAfter = usual } = policy;
  if (policy.effect !== 'require') return policy.reason === undefined ? '' : line(policy.reason);
  return requirementLine({
    approvers,
    quorum,
    requireAll,
    stage,
    expireAfter,
    onExpiry: policy.onExpiry ?? 'expire',
    ...richerFields(policy),
  });
}

function richerFields({
  decisions,
  editable,
  response,
  requireEvidence,
  useWithin,
  reportWithin,
  presentation,
}: Partial<RequirementView>) {
  return defined({ decisions, editable, response, requireEvidence, useWithin, reportWithin, presentation });
}

type RequirementFields = Pick<
  RequirementView,
  'approvers' | 'quorum' | 'requireAll' | 'expireAfter' | 'onExpiry'
> &
  ReturnType<typeof richerFields>;

function requirementLine(requirement: RequirementFields & { stage: number }): string {
  const { expireAfter, onExpiry, presentation } = requirement;
  return [
    requirementText(requirement),
    `${onExpiry} after ${formatDuration(expireAfter)}`,
    ...decidingTexts(requirement),
    ...presentationLines(presentation),
  ].join('; ');
}

/** What approvers may do and answer, and what a request must have. */
function decidingTexts({
  decisions,
  editable,
  response,
  requireEvidence,
  useWithin,
  reportWithin,
}: RequirementFields): string[] {
  const fields = Object.keys(response?.properties ?? {});
  return [
    ...(decisions === undefined ? [] : [`approvers may ${names(decisions)}`]),
    ...(editable === undefined ? [] : [`an edit may change ${names(editable)}`]),
    ...(fields.length === 0 ? [] : [`a form asks for ${names(fields)}`]),
    ...(requireEvidence === undefined ? [] : [`needs ${names(requireEvidence)}`]),
    ...(useWithin === undefined ? [] : [`used within ${formatDuration(useWithin)}`]),
    ...(reportWithin === undefined ? [] : [`outcome reported within ${formatDuration(reportWithin)}`]),
  ];
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
  if (teams === 'function') return ['a function, which only the worker can call'];
  return Object.entries(teams).map(([team, people]) => `${line(team)}: ${names(people)}`);
}

/** The text of a dry run: which policies match and why, who must approve, by when, and what happens then. */
export function dryRunText(out: Output, content: RequestContent, dry: DryRun): string {
  const { action, resource, requesterId } = content;
  const what = resource === undefined ? line(action) : `${line(action)} on ${line(resource)}`;
  const field = fieldWriter(out);
  const begun = { kind: 'approval' as const, plan: dry.plan, status: dry.status, needed: dry.needed };
  return [
    `${out.colours.bold(what)}  would be ${paintStatus(out, dry.status)}`,
    ...field('requested by', [line(requesterId)]),
    ...field('why', policyLines(begun)),
    ...field('outcome', outcome(dry)),
    ...field('needed', neededLines(begun)),
    ...field('unknown', dry.unresolved === undefined ? [] : [line(dry.unresolved)]),
    ...field('expires', expires(dry)),
    ...field('shown', presentationLines(dry.plan.presentation)),
    ...field('config', [dry.plan.configDigest.slice(0, 12)]),
  ].join('\n');
}

/** How the request would end at once. */
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
    `after ${formatDuration(plan.expireAfter)}; if nobody decides by then, ${EXPIRY_TEXT[atDeadline]}${level}. Deadline set by policy ${line(plan.expiryPolicy)}.`,
  ];
}

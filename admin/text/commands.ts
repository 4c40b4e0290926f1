import type { RequestView } from '../../client';
import type { EscalationRecord } from '../../contract/escalation';
import { peopleOfAssignee } from '../../rules/escalations/people';
import { requiredConfirmValue } from '../../rules/requests/confirm-value';
import { DECLINED } from '../../rules/requests/plan';
import { shellQuote } from '../../rules/text';
import type { Field } from './table';

/*
 * The exact commands that decide a request or resolve an escalation, ready to copy.
 */

/** Where these commands would be refused. */
const MUST_BE_SIGNED = 'on the page for approvers: only signed decisions count here';

/** The exact commands that approve and reject a pending request, for the first of those it waits for. */
export function decidingCommands(
  request: RequestView,
  place: CommandTarget,
  field: (name: string, values: string[]) => string[],
): string[] {
  if (request.status !== 'pending') return [];
  if (request.plan?.signed && !place.isSignedIn) return field('decide', [MUST_BE_SIGNED]);
  const { approve, reject } = commandsFor(request, place);
  return [...field('approve', [approve]), ...field('reject', [reject])];
}

/** The commands that decide a request. */
export function commandsFor(request: RequestView, place: CommandTarget) {
  const { program, connection } = place;
  const person = request.needed[0]?.people[0];
  const stage = request.stage !== undefined && request.stage > 1 ? ` --stage ${request.stage}` : '';
  const by = `${shellQuote(request.id)}${asFlag(place, person)}`;
  const why = request.kind === 'confirmation' ? DECLINED : `'why not'`;
  return {
    approve: `${program} approve ${by}${confirmFlag(request)}${stage}${connection}`,
    reject: `${program} reject ${by} --reason ${why}${stage}${connection}`,
  };
}

/** The command that confirms what wants a value typed. Less the value: a command to copy would do away with the typing. */
export function typingCommand(request: RequestView, person: string, place: CommandTarget): string[] {
  if (confirmFlag(request) === '') return [];
  const by = `${shellQuote(request.id)}${asFlag(place, person)}`;
  return [`${place.program} approve ${by}${confirmFlag(request)}${place.connection}`];
}

function confirmFlag(request: RequestView): string {
  return requiredConfirmValue(request) === undefined ? '' : ' --confirm TEXT';
}

type Open = Pick<EscalationRecord, 'id' | 'status'> & Partial<EscalationRecord>;

/** The exact commands that acknowledge an open escalation and resolve it in each way, for the first who is asked. */
export function resolvingCommands(escalation: Open, place: CommandTarget, field: Field): string[] {
  const { id, status, assignees = [], plan, requestId } = escalation;
  if (plan?.signed && !place.isSignedIn) return field('resolve', [MUST_BE_SIGNED]);
  const [person] = assignees.flatMap((entry) => peopleOfAssignee({ ...(plan && { plan }) }, entry));
  const ack = `${place.program} ack ${shellQuote(id)}${asFlag(place, person)}${place.connection}`;
  // What a request asks for is fixed: there is nothing to modify.
  const modify = requestId === undefined ? [`modify --modification '{"what": "changes"}'`] : [];
  const actions = ['continue', 'abort', ...modify];
  return [
    ...field('acknowledge', status === 'pending' ? [ack] : []),
    ...field(
      'resolve',
      actions.map((action) => resolveCommand(id, place, { person, action })),
    ),
  ];
}

/** The command that resolves an escalation; the action is for the person to choose. */
export function resolveCommand(
  id: string,
  place: CommandTarget,
  { person, action = 'continue' }: { person?: string | undefined; action?: string } = {},
): string {
  const { program, connection } = place;
  return `${program} resolve ${shellQuote(id)}${asFlag(place, person)} --action ${action} --resolution 'what was found'${connection}`;
}

/** How to call this program so that it reaches the same Temporal, or the same admin server. */
export interface CommandTarget {
  program: string;
  connection: string;
  /** Who acts is whoever has signed in, so that no command says it. */
  isSignedIn?: boolean;
}

/** ` --as ana`, where a command must say who acts; `NAME` stands for a person where nobody is known. */
export function asFlag({ isSignedIn }: CommandTarget, person: string | undefined): string {
  if (isSignedIn) return '';
  return ` --as ${person === undefined ? 'NAME' : shellQuote(person)}`;
}

/** Where the Temporal UI shows a request. */
export function uiLink(base: string, namespace: string, id: string): string {
  return `${base}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(id)}`;
}

/** What the text of a request says beside the request. */
export interface FollowUp extends CommandTarget {
  now: number;
  /** Where a browser shows it. */
  link?: { name: string; url: string };
}

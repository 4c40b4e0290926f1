import type { RequestView } from '../../client';
import { defined } from '../../contract/defined';
import type { EscalationRecord } from '../../contract/escalation';
import { peopleOfAssignee } from '../../rules/escalations/people';
import { requiredConfirmValue } from '../../rules/requests/confirm-value';
import { formOf } from '../../rules/requests/message-problem';
import { allowedDecisions } from '../../rules/requests/people';
import { DECLINED } from '../../rules/requests/plan';
import { shellQuote } from '../../rules/text';
import type { Field } from './table';

/*
 * The commands that decide a request or resolve an escalation, ready to copy.
 */

/** Shown instead of commands if the worker accepts only signed decisions. */
const MUST_BE_SIGNED = 'in the inbox, because only signed decisions count here';

/**
 * The commands for what is allowed about a pending request, for the first person who may decide.
 *
 * @param isShown whether the arguments stand beside the commands. Only then do the commands carry the hash of the content
 */
export function decidingCommands(
  request: RequestView,
  place: CommandTarget,
  field: (name: string, values: string[]) => string[],
  isShown = false,
): string[] {
  if (request.status !== 'pending') return [];
  if (request.plan?.signed && !place.isSignedIn) return field('decide', [MUST_BE_SIGNED]);
  const commands = commandsFor(request, place, isShown);
  const allowed = request.plan === undefined ? (['approve', 'reject'] as const) : allowedDecisions(request);
  return allowed.flatMap((kind) => field(kind, [commands[kind]]));
}

/** The commands for each kind of decision. */
export function commandsFor(request: RequestView, place: CommandTarget, isShown = false) {
  const { program, connection } = place;
  const person = request.needed[0]?.people[0];
  const stage = request.stage !== undefined && request.stage > 1 ? ` --stage ${request.stage}` : '';
  const by = `${shellQuote(request.id)}${asFlag(place, person)}`;
  const why = request.kind === 'confirmation' ? DECLINED : `'the reason'`;
  const answer = (formOf(request)?.required ?? []).length > 0 ? ' --answer JSON' : '';
  return {
    approve: `${program} approve ${by}${confirmFlag(request)}${answer}${hashFlag(request, isShown)}${stage}${connection}`,
    reject: `${program} reject ${by} --reason ${why}${stage}${connection}`,
    edit: `${program} edit ${by}${answer}${stage}${connection}`,
    respond: `${program} respond ${by}${answer || " --text 'your answer'"}${stage}${connection}`,
  };
}

/** The command for a confirmation with a typed value. It does not contain the value: the person must type it. */
export function typingCommand(request: RequestView, person: string, place: CommandTarget): string[] {
  if (confirmFlag(request) === '') return [];
  const by = `${shellQuote(request.id)}${asFlag(place, person)}`;
  return [`${place.program} approve ${by}${confirmFlag(request)}${place.connection}`];
}

/** How to read a request and then approve it with the hash that `hitl show` prints, if a policy demands that it is read. */
export function readingCommands(
  request: RequestView,
  person: string,
  place: CommandTarget,
): { read: string; approve: string } | undefined {
  if (hashFlag(request, false) === '' || (request.plan?.signed && !place.isSignedIn)) return undefined;
  const { program, connection } = place;
  const id = shellQuote(request.id);
  return {
    read: `${program} show ${id}${connection}`,
    approve: `${program} approve ${id}${asFlag(place, person)}${hashFlag(request, false)}${connection}`,
  };
}

/** An approval of edited content must name it, too. */
function hashFlag({ plan, revision }: RequestView, isShown: boolean): string {
  if (plan?.presentation?.mustReadAll !== true && (plan === undefined || revision === undefined)) return '';
  return ` --content-hash ${isShown ? plan.contentHash : 'HASH'}`;
}

function confirmFlag(request: RequestView): string {
  return requiredConfirmValue(request) === undefined ? '' : ' --confirm TEXT';
}

type Open = Pick<EscalationRecord, 'id' | 'status'> & Partial<EscalationRecord>;

/** The commands that acknowledge an open escalation and resolve it in each way, for the first assignee. */
export function resolvingCommands(escalation: Open, place: CommandTarget, field: Field): string[] {
  const { id, status, assignees = [], plan, requestId } = escalation;
  if (plan?.signed && !place.isSignedIn) return field('resolve', [MUST_BE_SIGNED]);
  const [person] = assignees.flatMap((entry) => peopleOfAssignee(defined({ plan }), entry));
  const ack = `${place.program} ack ${shellQuote(id)}${asFlag(place, person)}${place.connection}`;
  // The escalation of a request cannot be modified: the request's content is fixed.
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

/** The command that resolves an escalation. The person may change the action. */
export function resolveCommand(
  id: string,
  place: CommandTarget,
  { person, action = 'continue' }: { person?: string | undefined; action?: string } = {},
): string {
  const { program, connection } = place;
  return `${program} resolve ${shellQuote(id)}${asFlag(place, person)} --action ${action} --resolution 'what you found'${connection}`;
}

/** The command of Temporal's CLI that makes a version of the workers the current one. */
export function currentVersionCommand(
  { name, buildId }: { name: string; buildId: string },
  namespace: string,
): string {
  const where = namespace === 'default' ? '' : ` --namespace ${shellQuote(namespace)}`;
  return `temporal worker deployment set-current-version --deployment-name ${shellQuote(name)} --build-id ${shellQuote(buildId)}${where}`;
}

/** How to call this program so that it reaches the same Temporal or admin server. */
export interface CommandTarget {
  program: string;
  connection: string;
  /** The person who has signed in acts, so commands need no `--as`. */
  isSignedIn?: boolean;
}

/** ` --as ana`, or ` --as NAME` if no person is known. Empty if the user is signed in. */
export function asFlag({ isSignedIn }: CommandTarget, person: string | undefined): string {
  if (isSignedIn) return '';
  return ` --as ${person === undefined ? 'NAME' : shellQuote(person)}`;
}

/** The address of a workflow in the Temporal UI. */
export function uiLink(base: string, namespace: string, id: string): string {
  return `${base}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(id)}`;
}

/** What a text needs for its commands and its link. */
export interface FollowUp extends CommandTarget {
  now: number;
  /** The page that shows it in a browser. */
  link?: { name: string; url: string };
}

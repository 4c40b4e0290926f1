import type { EscalationRecord } from '../../../contract/escalation';
import { peopleBehind } from '../../../rules/escalations/escalation-people';
import { shellQuote } from '../shell-quote';
import { MUST_BE_SIGNED } from './deciding-commands';
import type { Field } from './field';
import type { Surroundings } from './request-text';

type Open = Pick<EscalationRecord, 'id' | 'status'> & Partial<EscalationRecord>;

/** The exact commands that acknowledge an open escalation and resolve it in each way, for the first who is asked. */
export function resolvingCommands(
  escalation: Open,
  { program, connection }: Pick<Surroundings, 'program' | 'connection'>,
  field: Field,
): string[] {
  const { id, status, assignees = [], plan, requestId } = escalation;
  if (plan?.signed) return field('resolve', [MUST_BE_SIGNED]);
  const [first] = assignees.flatMap((entry) => peopleBehind({ ...(plan && { plan }) }, entry));
  const person = first === undefined ? 'NAME' : shellQuote(first);
  const ack = `${program} ack ${shellQuote(id)} --as ${person}${connection}`;
  // What a request asks for is fixed: there is nothing to modify.
  const modify = requestId === undefined ? [`modify --modification '{"what": "changes"}'`] : [];
  const actions = ['continue', 'abort', ...modify];
  return [
    ...field('acknowledge', status === 'pending' ? [ack] : []),
    ...field(
      'resolve',
      actions.map((action) => resolveCommand(id, program, connection, { person, action })),
    ),
  ];
}

/** The command that resolves an escalation; the action is for the person to choose. */
export function resolveCommand(
  id: string,
  program: string,
  connection: string,
  { person = 'NAME', action = 'continue' } = {},
): string {
  return `${program} resolve ${shellQuote(id)} --as ${person} --action ${action} --resolution 'what was found'${connection}`;
}

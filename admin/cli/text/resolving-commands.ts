import type { EscalationRecord } from '../../../contract/escalation';
import { peopleBehind } from '../../../rules/escalations/escalation-people';
import { shellQuote } from '../../../rules/shell-quote';
import { MUST_BE_SIGNED } from './deciding-commands';
import type { Field } from './field';
import { asFlag, type SamePlace } from '../same-place';

type Open = Pick<EscalationRecord, 'id' | 'status'> & Partial<EscalationRecord>;

/** The exact commands that acknowledge an open escalation and resolve it in each way, for the first who is asked. */
export function resolvingCommands(escalation: Open, place: SamePlace, field: Field): string[] {
  const { id, status, assignees = [], plan, requestId } = escalation;
  if (plan?.signed && !place.isSignedIn) return field('resolve', [MUST_BE_SIGNED]);
  const [person] = assignees.flatMap((entry) => peopleBehind({ ...(plan && { plan }) }, entry));
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
  place: SamePlace,
  { person, action = 'continue' }: { person?: string | undefined; action?: string } = {},
): string {
  const { program, connection } = place;
  return `${program} resolve ${shellQuote(id)}${asFlag(place, person)} --action ${action} --resolution 'what was found'${connection}`;
}

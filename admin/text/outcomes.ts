import type { EscalationView } from '../../client';
import type { ResolutionAction } from '../../contract/escalation';
import { rungOf } from '../../rules/escalations/ladder';
import { formatDuration } from './time';

/*
 * What happens after each choice of the person who resolves an escalation. The pages and the CLI say the same.
 */

/** A choice of the person who resolves an escalation: its name, and what happens then. */
interface OutcomeChoice {
  action: ResolutionAction;
  name: string;
  effect: string;
}

/**
 * The ways to resolve an escalation. A request's content is fixed, so `modify` is for runs only.
 *
 * @param until when the request expires, as ISO 8601
 */
export function outcomeChoices({ requestId }: EscalationView, until?: string): OutcomeChoice[] {
  if (requestId !== undefined)
    return [
      {
        action: 'continue',
        name: 'Continue',
        effect: `The request keeps waiting for its approvers, ${until === undefined ? 'until its second deadline' : `until ${until}`}. Then it expires.`,
      },
      { action: 'abort', name: 'Abort', effect: 'The request is rejected.' },
    ];
  return [
    { action: 'continue', name: 'Continue', effect: 'The agent continues with its next step, unchanged.' },
    {
      action: 'modify',
      name: 'Modify',
      effect: 'The agent continues, and your change reaches its next step, exactly once.',
    },
    {
      action: 'abort',
      name: 'Abort',
      effect: 'The run ends as aborted, and its open requests are cancelled.',
    },
  ];
}

/** What an acknowledgement changes: who is asked, and the deadline. */
export function acknowledgementEffect(escalation: EscalationView): string {
  const rung = rungOf(escalation);
  // Without a deadline, an acknowledgement does not set one.
  if (escalation.dueAt === undefined) return 'The others see that you take care of it. There is no deadline.';
  const within = rung === undefined ? 'the time that the level has' : formatDuration(rung.resolveWithin);
  return `After you acknowledge it, you have ${within} to resolve it. During that time nobody else is asked. If you do not resolve it in time, it becomes pending again, and the same people are asked again.`;
}

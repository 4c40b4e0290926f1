import type { RequestView } from '../../../client';
import { DECLINED } from '../../../rules/requests/confirmation-plan';
import { valueToType } from '../../../rules/requests/typed-value';
import { shellQuote } from '../../../rules/shell-quote';
import { asFlag, type SamePlace } from '../same-place';

/** Where these commands would be refused. */
export const MUST_BE_SIGNED = 'on the page for approvers: only signed decisions count here';

/** The exact commands that approve and reject a pending request, for the first of those it waits for. */
export function decidingCommands(
  request: RequestView,
  place: SamePlace,
  field: (name: string, values: string[]) => string[],
): string[] {
  if (request.status !== 'pending') return [];
  if (request.plan?.signed && !place.isSignedIn) return field('decide', [MUST_BE_SIGNED]);
  const { approve, reject } = commandsFor(request, place);
  return [...field('approve', [approve]), ...field('reject', [reject])];
}

/** The commands that decide a request. */
export function commandsFor(request: RequestView, place: SamePlace) {
  const { program, connection } = place;
  const person = request.needed[0]?.people[0];
  const stage = request.stage !== undefined && request.stage > 1 ? ` --stage ${request.stage}` : '';
  const by = `${shellQuote(request.id)}${asFlag(place, person)}`;
  const why = request.kind === 'confirmation' ? DECLINED : `'why not'`;
  return {
    approve: `${program} approve ${by}${typed(request)}${stage}${connection}`,
    reject: `${program} reject ${by} --reason ${why}${stage}${connection}`,
  };
}

/** The command that confirms what wants a value typed. Less the value: a command to copy would do away with the typing. */
export function typingCommand(request: RequestView, person: string, place: SamePlace): string[] {
  if (typed(request) === '') return [];
  const by = `${shellQuote(request.id)}${asFlag(place, person)}`;
  return [`${place.program} approve ${by}${typed(request)}${place.connection}`];
}

function typed(request: RequestView): string {
  return valueToType(request) === undefined ? '' : ' --confirm TEXT';
}

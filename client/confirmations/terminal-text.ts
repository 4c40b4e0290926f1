import { cutTo } from '../../rules/requests/request-details';
import { barred, visibleLine } from '../../rules/visible';
import type { ConfirmationInput } from './request-confirmation';

/** More would push the question's beginning off the screen. */
const SHOWN_BYTES = 8 * 1024;

/** What is asked. Whatever an agent wrote stands behind bars, so that it cannot pass for the question. */
export function introduction(id: string, input: ConfirmationInput, timeout: string): string {
  const { action, resource, requesterId, message, context = {} } = input;
  const what = resource === undefined ? action : `${action} on ${resource}`;
  const json = JSON.stringify(context, undefined, 2);
  const shown = cutTo(json, SHOWN_BYTES);
  return [
    `Confirm: ${visibleLine(what)}, for ${visibleLine(requesterId)}`,
    ...barred(shown),
    ...(shown === json ? [] : [`  Cut. All of it: hitl show ${visibleLine(id)}`]),
    '',
    ...barred(message),
    '',
    `Request ${visibleLine(id)}; no answer within ${timeout} is a no.`,
    '',
  ].join('\n');
}

/** The question itself: never with a yes that comes by default. */
export function question({ confirmValue }: Pick<ConfirmationInput, 'confirmValue'>): string {
  return confirmValue === undefined ? 'Go on? [y/N] ' : `Type ${visibleLine(confirmValue)} to go on: `;
}

import { MESSAGES } from '../../contract/names';
import type { PokeMessage, Subject } from '../../contract/notification';
import { cutTo } from '../requests/request-details';

/**
 * How the workflow of a subject's notifications is poked, and started if need be: the same for whoever pokes.
 *
 * @param workflowId one of `notificationsIds`
 * @param after the run of the same workflow that has ended, from whose record a new one goes on
 */
export function pokeOptions(workflowId: string, subject: Subject, message: PokeMessage, after?: string) {
  return {
    workflowId,
    args: after === undefined ? [subject] : [{ ...subject, after }],
    signal: MESSAGES.poke,
    signalArgs: [message],
    memo: { ...subject },
    workflowTaskTimeout: '30s' as const,
    staticSummary: cutTo(`notifications about ${subject.id}`, 190),
  };
}

import { MESSAGES } from '../../contract/names';
import type { NotificationsRecord, PokeMessage, Subject } from '../../contract/notification';
import { cutTo } from '../requests/request-details';

/**
 * How the workflow of a subject's notifications is poked, and started if need be: the same for whoever pokes.
 *
 * @param workflowId one of `notificationsIds`
 * @param told what an earlier run that has ended has sent, from which a new one goes on
 */
export function pokeOptions(
  workflowId: string,
  subject: Subject,
  message: PokeMessage,
  told?: NotificationsRecord,
) {
  return {
    workflowId,
    args: told ? [subject, told] : [subject],
    signal: MESSAGES.poke,
    signalArgs: [message],
    memo: { ...subject },
    workflowTaskTimeout: '30s' as const,
    staticSummary: cutTo(`notifications about ${subject.id}`, 190),
  };
}

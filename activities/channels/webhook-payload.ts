import type { Message } from './channel';

/** What a webhook's receiver gets: what happened, to what, and how that stands at the time of sending. */
export function payloadOf({ moment, subject, title, link, about, id }: Message) {
  return {
    type: `${subject.kind}.${moment}`,
    timestamp: new Date().toISOString(),
    data: {
      messageId: id,
      id: subject.id,
      title,
      ...(link && { link }),
      ...(about?.kind === 'request' && { request: about.record }),
      ...(about?.kind === 'escalation' && { escalation: about.record }),
    },
  };
}

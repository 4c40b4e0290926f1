import type { Violation } from './checker';
import { type Evidence, grouped } from './evidence';
import { isEnd } from './read-evidence';

/** Each message arrives at least once, and every copy has the id under which the record knows it. */
export function checkMessages({ requests, deliveries }: Evidence): Violation[] {
  const bySubject = grouped(deliveries, ({ subject }) => subject);
  return requests.flatMap(({ id, record, messages, messagesReadAt = Infinity }) => {
    if (record === undefined || messages === undefined || record.status === 'pending') return [];
    const wrong = (what: string): Violation => ({ rule: 'message', id, what });
    const own = bySubject.get(id) ?? [];
    const known = new Set(messages.map((message) => message.id));
    const unknown = new Set(
      own
        .filter((one) => !known.has(one.id) && one.at < messagesReadAt)
        .map((one) => `${one.id} (${one.type})`),
    );
    const ends = messages.filter(({ event }) => isEnd(event));
    return [
      ...messages
        .filter(({ status }) => status === 'sending' || status === 'failed')
        .map(({ event, status, why }) => wrong(`the message '${event}' is ${status}: ${why ?? ''}`)),
      ...messages
        .filter(
          (message) => message.status === 'sent' && !own.some((one) => one.accepted && one.id === message.id),
        )
        .map(({ event }) => wrong(`the message '${event}' counts as sent, and did not arrive`)),
      ...[...unknown].map((message) => wrong(`a copy has an id that the record does not know: ${message}`)),
      ...(ends.length === 1 ? [] : [wrong(`the end was told by ${ends.length} messages`)]),
    ];
  });
}

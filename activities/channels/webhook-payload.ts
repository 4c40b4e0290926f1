import { utf8Bytes } from '../../contract/limits';
import type { Message } from './channel';

/** Many receivers take no body over 100 KB. */
const MOST_BYTES = 96 * 1024;

/**
 * The body that a webhook's receiver gets: what happened, to what, and how that stands at the time of sending. What makes
 * it too large is left out, and `omitted` names it: first the context, then the whole record.
 */
export function webhookBody(message: Message): string {
  const { about } = message;
  if (about === undefined) return bodyOf(message, {});
  const { kind, record } = about;
  const { context: _, ...rest } = record;
  const bodies = [
    { [kind]: record },
    { [kind]: rest, omitted: [`${kind}.context`] },
    { omitted: [kind] },
  ].map((more) => bodyOf(message, more));
  return bodies.find((body) => utf8Bytes(body) <= MOST_BYTES) ?? bodyOf(message, { omitted: [kind] });
}

function bodyOf({ moment, subject, title, link, id }: Message, more: object): string {
  return JSON.stringify({
    type: `${subject.kind}.${moment}`,
    timestamp: new Date().toISOString(),
    data: { messageId: id, id: subject.id, title, ...(link && { link }), ...more },
  });
}

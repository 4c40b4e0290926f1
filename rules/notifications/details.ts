import type { MessageText } from '../../contract/notification';
import { describe } from '../presentation/content';
import { contentLines } from '../presentation/lines';
import { type Reader, styleFor } from './reader';

/** The arguments of a message; nothing if there are none. */
export function detailsOf(context: Record<string, unknown>, reader: Reader): Pick<MessageText, 'details'> {
  if (Object.keys(context).length === 0) return {};
  return { details: contentLines(describe(context), styleFor(reader)).join('\n') };
}

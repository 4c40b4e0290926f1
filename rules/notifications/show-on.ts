import { utf8Bytes } from '../../contract/limits';
import { cutTo } from '../requests/request-details';
import { visible, visibleLine } from '../visible';

/**
 * Where a text is shown. `line`: one plain line, such as a header. `plain`: lines that are shown as they are. `html`: inside
 * an element or an attribute. `mrkdwn`: Slack's markup, one line.
 */
export type Surface = 'line' | 'plain' | 'html' | 'mrkdwn';

/**
 * What an agent or a person wrote, as exactly that on this surface: no markup, mention, header or hidden character of its
 * own. Everything of theirs in a message goes through here.
 *
 * @param bytes what there is room for, before it is escaped; the rest is cut, and an ellipsis says so
 */
export function showOn(surface: Surface, text: string, bytes = Infinity): string {
  const cut = utf8Bytes(text) <= bytes ? text : cutTo(text, bytes);
  switch (surface) {
    case 'line':
      return visibleLine(cut);
    case 'plain':
      return visible(cut);
    case 'html':
      return escapeHtml(visible(cut));
    case 'mrkdwn':
      // Between zero-width spaces an asterisk or a backtick begins no markup.
      return escapeAngles(visibleLine(cut)).replace(/[*_~`]/g, '\u200B$&\u200B');
  }
}

function escapeHtml(text: string): string {
  return escapeAngles(text).replace(/"/g, '&quot;').replace(/'/g, '&#39;');
}

function escapeAngles(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

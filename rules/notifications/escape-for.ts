import { truncateToBytes } from '../requests/details';
import { visible, visibleLine } from '../text';

/**
 * Where a text is shown. `line`: one plain line. `plain`: lines that are shown as they are. `header`: one line of a mail's
 * head. `html`: inside an element or an attribute. `mrkdwn`: Slack's markup, one line. `card`: a text run of an Adaptive
 * Card, one line.
 */
export type Surface = 'line' | 'plain' | 'header' | 'html' | 'mrkdwn' | 'card';

/**
 * What an agent or a person wrote, as exactly that on this surface: no markup, mention, header or hidden character of its
 * own. Everything of theirs in a message goes through here.
 *
 * @param bytes what there is room for, before markup is escaped; the rest is cut, and an ellipsis says so
 */
export function escapeFor(surface: Surface, text: string, bytes = Infinity): string {
  const show = surface === 'plain' || surface === 'html' ? visible : visibleLine;
  // Cut before, since there may be much of it, and after, since what cannot be seen grows when it is written out.
  return escapers[surface](truncateToBytes(show(truncateToBytes(text, bytes)), bytes));
}

/** Between zero-width spaces characters that begin markup begin none. */
const GAP = '\u200B';

const escapers: Record<Surface, (shown: string) => string> = {
  line: (shown) => shown,
  plain: (shown) => shown,
  // A mail program decodes `=?utf-8?B?…?=` in a header, whoever wrote it.
  header: (shown) => shown.replace(/=(?=\?)/g, `=${GAP}`),
  html: (shown) => escapeAngles(shown).replace(/"/g, '&quot;').replace(/'/g, '&#39;'),
  mrkdwn: (shown) => escapeAngles(shown).replace(/[*_~`]/g, `${GAP}$&${GAP}`),
  // A text run knows no Markdown, but `{{DATE(…)}}` and `{{TIME(…)}}`, and a template's `${…}`.
  card: (shown) => shown.replace(/[{$](?=\{)/g, `$&${GAP}`),
};

function escapeAngles(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

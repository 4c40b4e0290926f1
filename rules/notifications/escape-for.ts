import { truncateToBytes, visible, visibleLine } from '../text';

/**
 * Where a text is shown. `line`: one plain line. `plain`: several plain lines. `header`: one line in the header of a mail.
 * `mrkdwn`: one line of Slack's markup. `card`: one line in a text run of an Adaptive Card. (The HTML of mails and pages is
 * JSX, which escapes by itself.)
 */
export type Surface = 'line' | 'plain' | 'header' | 'mrkdwn' | 'card';

/**
 * A text of an agent or a person, escaped for this surface: it cannot add markup, mentions, headers or hidden characters.
 * Every such text in a message goes through this function.
 *
 * @param bytes the maximum before markup is escaped; a longer text is cut and ends with an ellipsis
 */
export function escapeFor(surface: Surface, text: string, bytes = Infinity): string {
  const show = surface === 'plain' ? visible : visibleLine;
  // Cut before, since the text may be huge, and after, since escapes of invisible characters make it longer.
  return escapers[surface](truncateToBytes(show(truncateToBytes(text, bytes)), bytes));
}

/** Zero-width spaces around a character keep it from starting markup. */
const GAP = '\u200B';

const escapers: Record<Surface, (shown: string) => string> = {
  line: (shown) => shown,
  plain: (shown) => shown,
  // A mail program decodes `=?utf-8?B?…?=` in a header.
  header: (shown) => shown.replace(/=(?=\?)/g, `=${GAP}`),
  mrkdwn: (shown) => escapeAngles(shown).replace(/[*_~`]/g, `${GAP}$&${GAP}`),
  // A text run renders no Markdown, but it does render `{{DATE(…)}}`, `{{TIME(…)}}` and a template's `${…}`.
  card: (shown) => shown.replace(/[{$](?=\{)/g, `$&${GAP}`),
};

function escapeAngles(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

import { utf8Bytes } from '../../contract/limits';
import { escapeFor } from '../../rules/notifications/escape-for';
import { groupedNumber } from '../../rules/presentation/number';
import { truncateToBytes } from '../../rules/text';

/** The lines of a text that a message has room for. */
export interface FittingLines {
  /** Safe to show as plain text of several lines. */
  shown: string;
  /** How much is left out: `14 of 1,412 lines are shown.` Absent if all of it is shown. */
  leftOut?: string;
}

/** As many whole lines as fit into this many bytes. If not even the first fits, as much of it as fits. */
export function fitLines(text: string, bytes: number): FittingLines {
  // Escapes of invisible characters make a text longer, so it is cut before and after.
  const lines = escapeFor('plain', truncateToBytes(text, bytes + 1)).split('\n');
  const total = text.split('\n').length;
  const kept: string[] = [];
  let size = 0;
  for (const line of lines) {
    size += utf8Bytes(line) + 1;
    if (size > bytes + 1) break;
    kept.push(line);
  }
  const isCut = utf8Bytes(text) > bytes || kept.length < lines.length;
  if (!isCut) return { shown: kept.join('\n') };
  // The last line of what was cut before ends somewhere within itself.
  const whole = utf8Bytes(text) > bytes && kept.length === lines.length ? kept.slice(0, -1) : kept;
  if (whole.length === 0)
    return {
      shown: truncateToBytes(lines[0] ?? '', bytes),
      leftOut: 'Only the beginning of this text is shown.',
    };
  return {
    shown: whole.join('\n'),
    leftOut: `${groupedNumber(whole.length)} of ${groupedNumber(total)} lines are shown.`,
  };
}

/** A line of a unified diff. Line numbers count from 1 and are absent where the line is not part of that side. */
export interface DiffLine {
  kind: 'added' | 'removed' | 'same' | 'hunk' | 'header';
  /** The whole line, with its sign. */
  text: string;
  before?: number;
  after?: number;
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/**
 * The lines of a unified diff with their numbers on both sides. Any text is accepted. Within a hunk the counts of its header
 * tell a removed line `-- comment` (`--- comment` in the diff) from a file header. A line that the counts do not cover has no
 * number, but still shows as added or removed.
 */
export function diffLines(lines: readonly string[]): DiffLine[] {
  let [before, after, leftBefore, leftAfter] = [0, 0, 0, 0];
  return lines.map((text): DiffLine => {
    const hunk = HUNK.exec(text);
    if (hunk !== null) {
      [before, after] = [Number(hunk[1]), Number(hunk[3])];
      [leftBefore, leftAfter] = [Number(hunk[2] ?? 1), Number(hunk[4] ?? 1)];
      return { kind: 'hunk', text };
    }
    if (text.startsWith('\\')) return { kind: 'header', text };
    const isCovered = leftBefore > 0 || leftAfter > 0;
    if (!isCovered && /^(\+\+\+|---) /.test(text)) return { kind: 'header', text };
    if (text.startsWith('+')) return { kind: 'added', text, ...(leftAfter-- > 0 && { after: after++ }) };
    if (text.startsWith('-')) return { kind: 'removed', text, ...(leftBefore-- > 0 && { before: before++ }) };
    if (!isCovered || !/^( |$)/.test(text)) {
      leftBefore = leftAfter = 0;
      return { kind: 'header', text };
    }
    leftBefore -= 1;
    leftAfter -= 1;
    return { kind: 'same', text, before: before++, after: after++ };
  });
}

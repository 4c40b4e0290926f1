/** The position of a finding in a text. */
export type Span = readonly [start: number, end: number];

/** Finds one kind of sensitive data. It must take linear time, since an attacker may write the text. */
export type Finder = (text: string) => Span[];

/** The matches of a pattern. */
export function spansOf(
  text: string,
  pattern: RegExp,
  isReal: (found: string) => boolean = () => true,
): Span[] {
  return [...text.matchAll(pattern)]
    .filter(([found]) => isReal(found))
    .map(({ 0: found, index }) => [index, index + found.length]);
}

/** The spans in order, without those that overlap an earlier one. */
export function withoutOverlaps(spans: Span[]): Span[] {
  let end = -1;
  return spans
    .toSorted((a, b) => a[0] - b[0] || b[1] - a[1])
    .filter((span) => {
      if (span[0] < end) return false;
      end = span[1];
      return true;
    });
}

/** The text with each span replaced. */
export function replaceSpans(text: string, spans: Span[], by: string): string {
  const starts = [0, ...spans.map(([, end]) => end)];
  const ends = [...spans.map(([start]) => start), text.length];
  return starts.map((start, index) => text.slice(start, ends[index])).join(by);
}

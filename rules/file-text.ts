/**
 * The text of a file or of standard input. Editors on Windows begin UTF-8 with a byte order mark, and PowerShell writes
 * UTF-16 with one: JSON, PEM and scripts do not allow the mark.
 */
export function fileText(content: Uint8Array | string): string {
  if (typeof content === 'string') return content.replace(/^\uFEFF/, '');
  const [first, second] = content;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(content);
}

import fc from 'fast-check';
import { fileText } from '../../rules/file-text';

const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !value.startsWith('\uFEFF'));
const BOM = '\uFEFF';
const utf16be = (value: string) => Buffer.from(value, 'utf16le').swap16();

test('the text is what was written, with or without a byte order mark, in UTF-8 and UTF-16', () => {
  fc.assert(
    fc.property(text, (written) => {
      expect(fileText(Buffer.from(written))).toBe(written);
      expect(fileText(Buffer.from(BOM + written))).toBe(written);
      expect(fileText(Buffer.from(BOM + written, 'utf16le'))).toBe(written);
      expect(fileText(utf16be(BOM + written))).toBe(written);
      expect(fileText(BOM + written)).toBe(written);
    }),
  );
});

test('only the first mark goes, and an empty file is an empty text', () => {
  expect(fileText(`${BOM}a${BOM}`)).toBe(`a${BOM}`);
  expect([fileText(Buffer.alloc(0)), fileText(Buffer.from(BOM)), fileText('')]).toEqual(['', '', '']);
});

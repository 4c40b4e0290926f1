import { editFields } from '../../../admin/inbox/editable';
import { highlightedLines } from '../../../admin/inbox/parts/content/highlight';
import { describe as contentOf } from '../../../rules/presentation/content';
import { labelOf } from '../../../rules/presentation/label';
import { contentLines, PLAIN } from '../../../rules/presentation/lines';
import { exactLine, fenced } from '../../../rules/text';

/*
 * What an agent may send at most, shaped to cost the most. Each of these took seconds or minutes of the admin server, or threw.
 */

const KB = 1024;

/** Processor time: the clock also runs while other processes compute. */
function cpuMs(work: () => unknown): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

test.each<[string, () => unknown]>([
  ['a key of 256 KB of spaces', () => exactLine(`x${' '.repeat(256 * KB)}x`)],
  [
    '20,000 keys',
    () => contentOf(Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, 1]))),
  ],
  ['a key of 256 KB of capitals', () => labelOf('A'.repeat(256 * KB))],
  ['a command of one word of 64 KB', () => highlightedLines('a'.repeat(64 * KB), 'shell')],
  ['a page of 64 KB of open tags', () => highlightedLines('<a '.repeat(21 * KB), 'html')],
  [
    'an edit of 20,000 items',
    () => {
      const items = Array.from({ length: 20_000 }, () => ({ price: 1 }));
      const plan = { requirements: [{ stage: 1, editable: ['/items/*/price'] }] };
      return editFields({ context: { items }, plan, stage: 1 } as never);
    },
  ],
])('%s takes less than 1.5 s of processor time', (_, show) => {
  expect(cpuMs(show)).toBeLessThan(1_500);
});

test('a code block of 131,000 backticks has a longer fence', () => {
  expect(fenced('` '.repeat(131_000))).toMatch(/^```\n/);
});

test('a diff of 131,000 lines has all of them', () => {
  const diff = `@@ -1,131000 +1,131000 @@\n${' \n'.repeat(131_000)}`;
  expect(contentLines(contentOf({ diff }), PLAIN)).toHaveLength(131_002);
});

test('spaces at both ends stay visible, and those within stay spaces', () => {
  expect(exactLine('  a  b ')).toBe('␣␣a  b␣');
  expect(exactLine('  ')).toBe('␣␣');
});

test('keys with the same label are shown as they are', () => {
  expect(contentOf({ vendorName: 1, vendor_name: 2, other_key: 3 })).toMatchObject({
    entries: [{ label: 'vendorName' }, { label: 'vendor_name' }, { label: 'Other key' }],
  });
});

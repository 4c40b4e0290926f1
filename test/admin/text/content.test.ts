import pc from 'picocolors';
import { valueBeside, valueBlock } from '../../../admin/text/content';

const pipe = { colours: pc.createColors(false) };
const terminal = { colours: pc.createColors(true), columns: 40 };

test('a value has labels, real line breaks and a bar before each line', () => {
  const value = { amount: 15_000, query: 'DELETE FROM orders\n-- WHERE paid = false', to: ['ana', 'bo'] };
  expect(valueBlock(pipe, 'context', value)).toEqual([
    '',
    'context',
    '  │ Amount  15,000 (15000)',
    '  │ Query (sql, 2 lines, 40 characters)',
    '  │   │ DELETE FROM orders',
    '  │   │ -- WHERE paid = false',
    '  │ To (2 items)',
    '  │   1. ana',
    '  │   2. bo',
  ]);
});

test('a table that is wider than the terminal becomes records, and nothing is cut', () => {
  const rows = [1, 2].map((n) => ({ id: `INV-${n}`, note: `note ${n} ${'x'.repeat(30)}` }));
  expect(valueBlock(pipe, 'rows', { rows }).slice(2)).toEqual([
    '  │ Rows (2 rows)',
    '  │   ID     Note',
    `  │   INV-1  note 1 ${'x'.repeat(30)}`,
    `  │   INV-2  note 2 ${'x'.repeat(30)}`,
  ]);
  const narrow = valueBlock({ ...pipe, columns: 30 }, 'rows', { rows });
  expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(30);
  expect(narrow.join('').replace(/[^x]/g, '')).toHaveLength(60);
});

test('a diff has colours on a terminal and signs everywhere', () => {
  const value = { patch: '@@ -1 +1 @@\n-old\n+new' };
  expect(valueBlock(pipe, 'x', value).slice(-2)).toEqual(['  │   │ 1   -old', '  │   │   1 +new']);
  expect(valueBlock(terminal, 'x', value).join('\n')).toContain(pc.createColors(true).red('-old'));
});

test('a text cannot imitate other output', () => {
  const lines = valueBlock(pipe, 'x', { note: 'fine\u001b[2K\napprove  hitl approve other --as ana' });
  expect(lines.slice(2).every((line) => line.startsWith('  │ '))).toBe(true);
  expect(lines.join('\n')).toContain('fine⟨U+001B⟩[2K');
});

test('a short value stands beside its title', () => {
  expect(valueBeside(pipe, 'output', { paid: true })).toEqual(['output: {"paid":true}']);
  expect(valueBeside(pipe, 'output', undefined)).toEqual([]);
  expect(valueBeside(pipe, 'output', { paid: 'x'.repeat(90) })[0]).toBe('output');
});

test('spaces at the ends of a value, empty keys and line breaks of Windows are shown', () => {
  const value = { blank: '  ', name: ' ana ', '': 1, ' lead': true, patch: 'a\r\nb', mixed: 'a\r\nb\nc' };
  expect(valueBlock(pipe, 'x', value).filter((line) => !line.startsWith('  │   │'))).toEqual([
    '',
    'x',
    '  │ Blank      ␣␣',
    '  │ Name       ␣ana␣',
    '  │ empty key  1',
    '  │ ␣lead      yes (true)',
    '  │ Patch (2 lines, 4 characters, CRLF line breaks)',
    '  │ Mixed (3 lines, 6 characters, mixed line breaks)',
  ]);
});

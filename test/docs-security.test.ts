import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * `docs/operate/security.md` names the code and the test of each claim.
 */

const ROOT = join(__dirname, '..');
const page = readFileSync(join(ROOT, 'docs/operate/security.md'), 'utf8');
const [, table = ''] = page.split('## Claims and their proofs');
const rows = table
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (claim|---)/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .filter((cells) => cells.length === 4);

test('there are claims', () => expect(rows.length).toBeGreaterThan(25));

test.each(rows)('%s (%s): its code and its tests exist', (_claim, _rule, code = '', tests = '') => {
  expect(existsSync(join(ROOT, code.replaceAll('`', '')))).toBe(true);
  const named = tests.split('; `').map((each) => /^`?([^`]+)`: (.+)$/.exec(each.trim()) ?? []);
  for (const [, file = '', name = ''] of named) {
    const source = readFileSync(join(ROOT, file), 'utf8').replace(/\s+/g, ' ');
    expect({ file, name, isThere: source.includes(name) }).toMatchObject({ isThere: true });
  }
});

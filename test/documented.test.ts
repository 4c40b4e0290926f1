import { join } from 'node:path';
import { publicNames } from './support/public-names';

const ROOT = join(__dirname, '..');
const ENTRY_POINTS = ['index.ts', 'client/index.ts', 'workflows/index.ts', 'worker/index.ts'];
const SAMPLE = join(__dirname, 'support', 'partly-documented.ts');

const undocumented = (files: string[]) =>
  [...new Set(publicNames(files, isOurs).flatMap(({ name, doc }) => (doc === '' ? [name] : [])))].sort();

const isOurs = (file: string) => file.startsWith(ROOT) && !file.includes('node_modules');

test('every export, every public method and every key of the config has a doc comment', () => {
  const found = undocumented(ENTRY_POINTS.map((file) => join(ROOT, file)));
  expect(found).toEqual([]);
});

test('what has no doc comment is found: exports, methods, and keys at any depth', () => {
  expect(undocumented([SAMPLE])).toEqual(
    [
      'ConfigInput.nested.key',
      'ConfigInput.list[].bare',
      'ConfigInput.named.*.bare',
      'ConfigInput.either.right',
      'Manager.bare',
      'bare',
    ].sort(),
  );
});

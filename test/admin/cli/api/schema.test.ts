import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

test('the types of the API are those of its OpenAPI document: run `npm run api-types` if not', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'hitl-api-types-')), 'schema.ts');
  execFileSync(process.execPath, ['test/support/run-ts.js', 'test/support/api-types.ts', file], {
    cwd: resolve(__dirname, '../../../..'),
  });
  const types = readFileSync(file, 'utf8');
  expect(types).toContain('"/requests/{id}/decisions": {');
  expect(readFileSync('admin/cli/api/schema.ts', 'utf8') === types).toBe(true);
});

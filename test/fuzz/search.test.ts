import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Found, search, type Target } from './search';

const FOLDER = join(__dirname, '../..');

const tryOn = (run: Target['run'], runs = 1_000): Promise<Found> =>
  search(
    { name: 'planted', corpus: ['{"a":1}', 'abc'], run },
    { runs, seed: 1, maxFaults: 1, folder: FOLDER },
  );

describe('the fuzzer finds a parser that', () => {
  test('throws for an input with a certain character', async () => {
    const { faults } = await tryOn((input) => {
      if (input.includes('\u202e')) throw new TypeError('planted');
    });
    expect(faults).toMatchObject([
      { problem: 'TypeError: planted', input: expect.stringContaining('\u202e') },
    ]);
  });

  test('rejects later', async () => {
    const { faults } = await tryOn(async (input) => {
      await Promise.resolve();
      assert(!input.includes('&'), 'planted');
    });
    expect(faults[0]?.problem).toContain('planted');
  });

  test('changes the prototype of all objects', async () => {
    const { faults } = await tryOn((input) => {
      if (input.includes('__proto__')) Object.assign(Object.prototype, { planted: 1 });
    });
    expect(faults[0]?.problem).toBe('the prototype of all objects got planted');
    expect('planted' in {}).toBe(false);
  });

  test('takes quadratic time', async () => {
    const { faults } = await tryOn((input) => void input.replace(/ +$/, ''), 10_000);
    expect(faults[0]?.problem).toMatch(/^64 KB take \d+ ms, with " " many times/);
  });
});

test('it finds nothing where nothing is wrong', async () => {
  expect(await tryOn(() => undefined)).toMatchObject({ tried: 1_000, faults: [] });
});

test('every parser of the product keeps its rules for 32 inputs', () => {
  const args = ['test/support/run-ts.js', 'test/fuzz/main.ts', '--runs', '32'];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: FOLDER, encoding: 'utf8' });
  expect({
    stderr,
    faults: stdout.split('\n').filter((line) => line !== '' && !line.includes(' 0 faults ')),
  }).toEqual({
    stderr: '',
    faults: [],
  });
  expect(status).toBe(0);
});

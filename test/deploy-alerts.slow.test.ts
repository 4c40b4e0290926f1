import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * The alert rules, checked and unit-tested by promtool (Debian: package prometheus). CI sets PROMTOOL, and slow tests begin after
 * it is there. Where promtool is not installed, these tests are skipped.
 */
const PROMTOOL = process.env.PROMTOOL ?? 'promtool';
const promtool = (...args: string[]) =>
  spawnSync(PROMTOOL, args, { cwd: join(__dirname, '..'), encoding: 'utf8' });

const isInstalled = process.env.PROMTOOL !== undefined || promtool('--version').status === 0;
const testWithPromtool = isInstalled ? test : test.skip;

testWithPromtool.each([
  ['are valid', ['check', 'rules', 'deploy/prometheus/alerts.yaml'], /12 rules found/],
  ['fire when they should, and only then', ['test', 'rules', 'test/deploy-alerts.yaml'], /SUCCESS/],
])('the alert rules %s (needs promtool)', (_, args, said) => {
  const { status, stdout, stderr, error } = promtool(...args);
  expect(error).toBeUndefined();
  expect(`${stdout}${stderr}`).toMatch(said);
  expect(status).toBe(0);
});

import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { workflowBundle } from '../support/workflow-bundle';

/** The SDK bundles these itself for use inside the sandbox. */
const ALLOWED = ['assert', 'url', 'util', 'async_hooks'];

describe('the workflow bundle', () => {
  let code: string;
  beforeAll(async () => (code = readFileSync((await workflowBundle()).codePath, 'utf8')));

  it('holds no Node module', () => {
    const nodeModules = builtinModules.filter((name) => !ALLOWED.includes(name) && !name.startsWith('_'));
    const required = nodeModules.filter((name) =>
      new RegExp(`require\\(['"](node:)?${name}['"]\\)`).test(code),
    );
    expect(required).toEqual([]);
  });

  it('contains no code that runs outside the sandbox', () => {
    for (const outside of [
      'luxon',
      'commander',
      '@temporalio/client',
      '@temporalio/activity',
      './activities/',
      './client/',
    ])
      expect(code).not.toContain(`"./node_modules/${outside}`);
    for (const folder of ['./activities/', './client/', './worker/', './admin/'])
      expect(code).not.toContain(`"${folder}`);
  });

  it('is small enough to load at each start of a worker', () => {
    expect(code.length).toBeLessThan(5_500_000);
  });
});

import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger } from '@temporalio/worker';
import { bundleWorkflows } from '../../worker/workflow-bundle';

/** Where the run's one bundle of the workflows is; bundling takes seconds and every test file would do it again. */
const bundlePath = join(
  __dirname,
  '..',
  '..',
  'node_modules',
  '.cache',
  'temporal-hitl',
  'test-workflows.js',
);

export default async function bundleOnce(): Promise<void> {
  mkdirSync(join(bundlePath, '..'), { recursive: true });
  const { code } = await bundleWorkflows(new DefaultLogger('WARN'));
  const partial = `${bundlePath}.${process.pid}`;
  writeFileSync(partial, code);
  renameSync(partial, bundlePath);
}

export function workflowBundle(): { codePath: string } {
  if (!existsSync(bundlePath)) throw new Error('the workflows are bundled by the global set-up of the tests');
  return { codePath: bundlePath };
}

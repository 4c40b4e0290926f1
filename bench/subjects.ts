import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { z } from 'zod';
import type { ConfigInput } from '../contract/config';
import { WORKFLOW_TYPES } from '../contract/names';
import type { RequestInput } from '../contract/request';
import { bundleWorkflows } from '../worker/workflow-bundle';

/** What is measured: our workflow, or the barest one that waits for a decision. */
export type Subject = 'ours' | 'bare';

export const TASK_QUEUE = 'bench';

export const CONFIG: ConfigInput = {
  directory: { 'finance-team': ['ana', 'bo'] },
  policies: [
    {
      name: 'high_value',
      context: z.object({ amount: z.number() }),
      condition: (context) => context.amount > 10_000,
      approvers: ['finance-team'],
      expireAfter: '4h',
    },
  ],
};

export const CONTENT = {
  action: 'transfer_funds',
  resource: 'bank-account-123',
  description: 'Transfer $15,000 to vendor',
  context: { amount: 15_000 },
  requesterId: 'user-123',
} satisfies RequestInput;

export const DECISION = { decision: 'approve', decidedBy: 'ana' } as const;

export const WORKFLOWS: Record<Subject, { type: string; args: unknown[] }> = {
  ours: { type: WORKFLOW_TYPES.approval, args: [{ content: CONTENT }] },
  bare: { type: 'bareApproval', args: [] },
};

/** The files of the workflow bundles, for as long as `work` takes, and an empty folder beside them. */
export async function withBundles<T>(
  work: (bundles: Record<Subject, string>, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hitl-bench-'));
  const logger = new DefaultLogger('WARN');
  const keep = async (subject: Subject, { code }: { code: string }) => {
    const file = join(folder, `${subject}.js`);
    await writeFile(file, code);
    return file;
  };
  try {
    const ours = await keep('ours', await bundleWorkflows(logger));
    const workflowsPath = require.resolve('./bare-workflow');
    const bare = await keep('bare', await bundleWorkflowCode({ workflowsPath, logger }));
    return await work({ ours, bare }, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

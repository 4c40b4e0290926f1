import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowStartOptions } from '@temporalio/client';
import { defineSearchAttributeKey as key } from '@temporalio/common';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { z } from 'zod';
import type { ConfigInput } from '../contract/config/config';
import { WORKFLOW_TYPES } from '../contract/names';
import type { RequestInput } from '../contract/request';
import { bundleWorkflows } from '../worker/bundle';

/** The workflows to compare with: the smallest one that waits for a decision, and one that a careful user writes by hand. */
export const REFERENCES = ['bare', 'careful'] as const;
export type Reference = (typeof REFERENCES)[number];

export const SUBJECTS = ['ours', ...REFERENCES] as const;
export type Subject = (typeof SUBJECTS)[number];

/** The result of `of` for each subject. */
export function forEachSubject<T>(of: (subject: Subject) => T): Record<Subject, T> {
  return { ours: of('ours'), bare: of('bare'), careful: of('careful') };
}

/** Runs `work` for each subject, one after another. `round` determines which is first. */
export async function inTurn<T>(round: number, work: (subject: Subject) => Promise<T>) {
  const results: Partial<Record<Subject, T>> = {};
  for (let turn = 0; turn < SUBJECTS.length; turn++) {
    const subject = SUBJECTS[(round + turn) % SUBJECTS.length] ?? 'ours';
    results[subject] = await work(subject);
  }
  return results as Record<Subject, T>;
}

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

/** The search attributes that a client sets when it starts a request. */
const typedSearchAttributes = [
  { key: key('HitlStatus', 'KEYWORD'), value: 'pending' },
  { key: key('HitlAction', 'KEYWORD'), value: CONTENT.action },
  { key: key('HitlRequester', 'KEYWORD'), value: CONTENT.requesterId },
];

type Start = Pick<WorkflowStartOptions, 'args' | 'typedSearchAttributes'> & { type: string };

export const WORKFLOWS: Record<Subject, Start> = {
  ours: { type: WORKFLOW_TYPES.approval, args: [{ content: CONTENT }], typedSearchAttributes },
  bare: { type: 'bareApproval' },
  careful: { type: 'carefulApproval', args: [CONTENT], typedSearchAttributes },
};

/** Makes the files of the workflow bundles and an empty folder while `work` runs. */
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
    const bundleOf = (workflowsPath: string) => bundleWorkflowCode({ workflowsPath, logger });
    const bare = await keep('bare', await bundleOf(require.resolve('./bare-workflow')));
    const careful = await keep('careful', await bundleOf(require.resolve('./careful-workflow')));
    return await work({ ours, bare, careful }, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { CampaignResult } from './campaign';
import type { Violation } from './checker';
import type { FaultsOptions } from './options';
import { STORY_NAMES, type StoryName } from './stories';

/** A bug in one line of the sources, and the rule that finds it. */
interface Mutant {
  name: string;
  file: string;
  original: string;
  changed: string;
  rule: Violation['rule'];
  /** The stories that reach the line. */
  only: StoryName[];
}

export const MUTANTS: Mutant[] = [
  {
    name: 'an approval counts after the deadline if its worker was away',
    file: 'rules/requests/judge.ts',
    original: 'const record = applyDeadline(before, attempt.at);',
    changed: 'const record = attempt.at > 0 ? before : applyDeadline(before, attempt.at);',
    rule: 'late',
    only: ['pay'],
  },
  {
    name: 'a quorum is met with one person less',
    file: 'rules/requests/people.ts',
    original: 'Math.max(0, requirement.quorum - [',
    changed: 'Math.max(0, requirement.quorum - 1 - [',
    rule: 'quorum',
    only: ['pay'],
  },
  {
    name: 'a double click counts again in the next stage',
    file: 'rules/requests/judge-decision.ts',
    original: '(d) => d.decidedBy === decidedBy && isSameKind(d.decision, decision) && d.void !== TURNED,',
    changed:
      '(d) => d.decidedBy === decidedBy && isSameKind(d.decision, decision) && d.stage === record.stage && d.void !== TURNED,',
    rule: 'double',
    only: ['deploy'],
  },
  {
    name: 'a claim of another program counts as a retry of the first',
    file: 'rules/uses/claim.ts',
    original: 'use.attemptId === attempt.attemptId && use.contentHash',
    changed: "use.attemptId !== '' && use.contentHash",
    rule: 'claim',
    only: ['claimed'],
  },
  {
    name: 'each delivery of a webhook has an id of its own',
    file: 'activities/channels/webhook.ts',
    original: "'webhook-id': id,",
    changed: "'webhook-id': (id = `${id}-${at.getTime()}`),",
    rule: 'message',
    only: ['pay'],
  },
  {
    name: 'a decision is given to more than one step',
    file: 'rules/runs/steps.ts',
    original: '{ ...approval, isReported: true }',
    changed: '{ ...approval, isReported: false }',
    rule: 'effect',
    only: ['hosted'],
  },
];

const ROOT = join(__dirname, '..', '..');
/** What a campaign does not need, or must not share with the sources. */
const NOT_COPIED = ['node_modules', 'dist', '.git', 'docs', 'coverage', 'bench'];
const MUTANT_MINUTES = 0.4;

/**
 * Runs a short campaign on a copy of the sources without a change, and one with each bug. Returns whether the first found
 * nothing, and each of the others found the bug by its rule.
 */
export async function huntMutants({ seed }: FaultsOptions, log: (line: string) => void): Promise<boolean> {
  // One copy for all: the compiled files of the first campaign serve the others.
  const folder = mkdtempSync(join(tmpdir(), 'hitl-mutant-'));
  try {
    cpSync(ROOT, folder, {
      recursive: true,
      filter: (path) => join(path, '..') !== ROOT || !NOT_COPIED.includes(basename(path)),
    });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    let isRight = true;
    for (const mutant of MUTANTS) {
      const { violations } = await withBug(folder, mutant, () => campaignIn(folder, seed, mutant.only));
      const found = violations.filter(({ rule }) => rule === mutant.rule);
      isRight &&= found.length > 0;
      log(
        `${found.length > 0 ? 'ok  ' : 'FAIL'} ${mutant.name}: ${found.length} violations of '${mutant.rule}'`,
      );
      if (found[0]) log(`     ${found[0].id}: ${found[0].what}`);
    }
    const { violations } = await campaignIn(folder, seed, STORY_NAMES);
    log(`${violations.length === 0 ? 'ok  ' : 'FAIL'} unchanged: ${violations.length} violations`);
    return isRight && violations.length === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a short campaign with the sources of this folder, in a process of its own. */
async function campaignIn(folder: string, seed: number, only: readonly StoryName[]): Promise<CampaignResult> {
  const result = join(folder, 'result.json');
  const [runTs = '', main = ''] = ['test/support/run-ts.js', 'test/faults/main.ts'].map((file) =>
    join(folder, file),
  );
  const args = ['--seed', String(seed), '--minutes', String(MUTANT_MINUTES), '--only', only.join(',')];
  const child = spawn(process.execPath, [runTs, main, ...args, '--result', result], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const end = () => void child.kill();
  process.once('exit', end);
  await once(child, 'exit');
  process.off('exit', end);
  return JSON.parse(readFileSync(result, 'utf8')) as CampaignResult;
}

/**
 * Plants the bug in the copy for as long as `work` takes.
 *
 * @throws Error if the line to change is not there exactly once: the mutant is then out of date
 */
async function withBug<T>(
  folder: string,
  { file, original, changed }: Mutant,
  work: () => Promise<T>,
): Promise<T> {
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  const parts = source.split(original);
  if (parts.length !== 2)
    throw new Error(`${file}: '${original}' is there ${parts.length - 1} times instead of once`);
  writeFileSync(path, parts.join(changed));
  try {
    return await work();
  } finally {
    writeFileSync(path, source);
  }
}

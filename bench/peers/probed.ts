import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PeerName, type Site, untilWaiting } from './peers';

/** `partly`: one outcome, but a caller cannot see that its decision did not count. */
export type Verdict = 'holds' | 'partly' | 'broken' | 'not offered';

/** What was done and what happened. */
export interface Observation {
  /** How the peer was used, where there is more than one way. */
  way?: string;
  happened: string;
  verdict: Verdict;
}

/** A peer with one request after another. */
export interface Probed {
  name: PeerName;
  site: Site;
  folder: string;
}

/** What is requested. */
export interface Content {
  amount: number;
  deadlineMs: number;
  stages: number;
  tool: boolean;
  requester: string;
}

const HOUR_MS = 3_600_000;
/** What the approver sees. */
export const AMOUNT = 15_000;
export const CONTENT: Content = {
  amount: AMOUNT,
  deadlineMs: 4 * HOUR_MS,
  stages: 1,
  tool: false,
  requester: 'user-123',
};

const RESULT_MS = 60_000;
let count = 0;

export async function ask({ site }: Probed, prefix: string, more: Partial<Content> = {}): Promise<string> {
  const id = `${prefix}-${++count}`;
  await site.client().ask('request', { id, ...CONTENT, ...more });
  await untilWaiting(site, id, 1);
  return id;
}

export function decide({ site }: Probed, id: string, decision: string, by: string, more: object = {}) {
  return site.client().ask<string>('decide', { id, stage: 1, decision, by, ...more }, RESULT_MS);
}

export function resultOf({ site }: Probed, id: string, timeoutMs = RESULT_MS): Promise<string> {
  return site.client().ask<string>('result', { id, timeoutMs }, timeoutMs + 10_000);
}

/** The answer in quotation marks, or the error: an observation shows both. */
export function said(answer: Promise<string>): Promise<string> {
  return answer.then(
    (text) => `'${text}'`,
    (error: Error) => `the error '${error.message.split('\n')[0]?.slice(0, 160)}'`,
  );
}

export async function killWorker(site: Site): Promise<void> {
  await site.worker().kill();
  await site.startWorker();
}

/** The lines that the tool wrote for this request. */
export function effects({ folder }: Probed, id: string): string[] {
  const file = join(folder, 'effects.txt');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return lines.filter((line) => line.startsWith(`${id} `));
}

export async function untilEffects(probed: Probed, id: string): Promise<void> {
  for (const deadline = Date.now() + RESULT_MS; effects(probed, id).length === 0; await sleep(20))
    if (Date.now() > deadline) throw new Error(`${id}: the tool did not run within ${RESULT_MS / 1000} s`);
}

export function times(count: number): string {
  return { 0: 'never', 1: 'once', 2: 'twice' }[count] ?? `${count} times`;
}

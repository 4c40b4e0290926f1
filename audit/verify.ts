import type { Client } from '@temporalio/client';
import { pageOf } from '../client/temporal/page';
import {
  type AuditProblem,
  checkAnchorLine,
  checkLine,
  type CheckSignature,
  endVerification,
  expectEntry,
  startVerification,
  type Verification,
} from '../rules/audit/chain';
import type { Head } from '../rules/audit/entry';
import type { AuditReader } from './log';
import { endedQuery } from './sweep';

/** How a log is verified. */
export interface VerifyOptions {
  check: CheckSignature;
  /** Entries that the log must contain, from anchors that were sent elsewhere. */
  anchors?: (Head & { where: string })[];
  /** The last entry of an earlier part of the log, which is kept elsewhere. */
  from?: Head;
  /** Also reports what ended in Temporal and is not in the log. */
  client?: Client;
  /** What ended this short a time ago may not be in the log yet, in milliseconds. Default a minute. */
  graceMs?: number;
}

const GRACE_MS = 60_000;
const PAGE_ROWS = 500;
const MAX_ABSENT = 100;

/** Verifies all of a log. The log is as it should be if `problems` is empty. @throws TemporalUnreachable */
export async function verifyLog(reader: AuditReader, options: VerifyOptions): Promise<Verification> {
  const { check, anchors = [], from, client, graceMs = GRACE_MS } = options;
  const state = startVerification(from);
  for await (const line of reader.anchors()) checkAnchorLine(state, line, check);
  for (const anchor of anchors) expectEntry(state, anchor, anchor.where);
  for await (const line of reader.lines()) checkLine(state, line, check);
  endVerification(state);
  if (client) state.problems.push(...(await absentFrom(client, state, graceMs)));
  return state;
}

/** What ended within the retention and is not in the log. */
async function absentFrom(client: Client, { runs }: Verification, graceMs: number): Promise<AuditProblem[]> {
  const { namespace } = client.options;
  const problems: AuditProblem[] = [];
  const has = (runId: string) =>
    runs.has(`${namespace}/${runId}/`) || runs.has(`${namespace}/${runId}/unreadable`);
  let token: string | undefined = '';
  while (token !== undefined && problems.length < MAX_ABSENT) {
    const page: Awaited<ReturnType<typeof endedRows>> = await endedRows(client, token);
    for (const { workflowId, runId, closeTime } of page.items) {
      const isNew = Date.now() - (closeTime?.getTime() ?? 0) < graceMs;
      if (isNew || has(runId)) continue;
      problems.push({
        problem: 'missing',
        where: `Temporal, run ${runId}`,
        message: `${workflowId} ended at ${closeTime?.toISOString()}, and the log has no entry of it`,
      });
    }
    token = page.token;
  }
  return problems;
}

function endedRows(client: Client, token: string) {
  return pageOf(client, endedQuery(), PAGE_ROWS, (row) => row, token);
}

/** How many of the latest ended runs are looked up. */
const MAX_LOOKED_UP = 10_000;

/** What ended in Temporal and is not in the log. */
export interface Behind {
  /** How many of the runs that ended last, of 10,000 at most. */
  count: number;
  /** When the first of them ended (ISO 8601). */
  since?: string;
}

/** How far the log is behind Temporal. @throws TemporalUnreachable */
export async function behindOf(client: Client, has: (runId: string) => boolean): Promise<Behind> {
  const behind: Behind = { count: 0 };
  let lookedUp = 0;
  let token: string | undefined = '';
  while (token !== undefined && lookedUp < MAX_LOOKED_UP) {
    const page: Awaited<ReturnType<typeof endedRows>> = await endedRows(client, token);
    for (const { runId, closeTime } of page.items) {
      if (has(runId)) continue;
      behind.count++;
      const at = closeTime?.toISOString();
      if (at !== undefined && at < (behind.since ?? '9999')) behind.since = at;
    }
    lookedUp += page.items.length;
    token = page.token;
  }
  return behind;
}

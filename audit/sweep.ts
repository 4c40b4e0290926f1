import type { DecisionSigner } from '../client/signing';
import { pageOf } from '../client/temporal/page';
import { queryTime, quoted } from '../client/temporal/query-terms';
import type { Session } from '../client/temporal/session';
import type { AuditBody, AuditEntry } from '../contract/audit';
import { defined } from '../contract/defined';
import { bodyDigest, entrySigningText, type Head, linkHash } from '../rules/audit/entry';
import type { AuditWriter } from './log';
import { AUDITED_TYPES, type EndedRun, readEnded } from './read-ended';

const PAGE_ROWS = 500;
const BATCH = 100;
const CONCURRENCY = 10;
/** After 3 failures in a row Temporal is away, and each further read would only wait for its timeout. */
const MAX_FAILURES = 3;

/** What a sweep needs. */
export interface SweepOptions {
  session: Session;
  log: AuditWriter;
  signer: DecisionSigner;
  /** Only what ended since then. Default: all that Temporal has. */
  since?: Date;
  /** Whether records that could not be read are tried again. Default false. */
  retriesUnreadable?: boolean;
  /** Ends the sweep early. */
  signal?: AbortSignal;
}

/** What a sweep has found. */
export interface Swept {
  /** How many records were stored. */
  stored: number;
  /** How many of them could not be read. */
  unreadable: number;
  /** When the latest of them ended, and when it was stored. */
  latest?: { closedAt: string; writtenAt: string };
}

/**
 * Stores the record of each ended run of a workflow that the log does not have. Each is stored once, however often it is found.
 *
 * @throws TemporalUnreachable, after all that could be read is stored
 * @throws AuditLogTaken
 */
export async function sweep(options: SweepOptions): Promise<Swept> {
  const swept: Swept = { stored: 0, unreadable: 0 };
  const failures: unknown[] = [];
  for await (const runs of newRuns(options)) {
    const bodies = await readAll(options, runs, failures);
    const entries = await seal(options, bodies);
    await options.log.append(entries);
    addTo(swept, entries);
    if (failures.length >= MAX_FAILURES || options.signal?.aborted) break;
  }
  if (failures.length > 0) throw failures[0];
  return swept;
}

/** The visibility query for ended runs. A run that continued as new has not ended. */
export function endedQuery(since?: Date): string {
  return [
    `WorkflowType IN (${AUDITED_TYPES.map(quoted).join(', ')})`,
    "ExecutionStatus IN ('Completed', 'Failed', 'Canceled', 'Terminated', 'TimedOut')",
    ...(since === undefined ? [] : [`CloseTime >= ${queryTime(since.getTime())}`]),
  ].join(' AND ');
}

/** The ended runs that the log does not have, in batches. */
async function* newRuns({ session, log, since, retriesUnreadable }: SweepOptions): AsyncIterable<EndedRun[]> {
  const query = endedQuery(since);
  const isNew = ({ runId }: EndedRun) => {
    const stored = log.stored(runId);
    return stored === undefined || (retriesUnreadable === true && !stored.isReadable);
  };
  let token: string | undefined = '';
  while (token !== undefined) {
    const page: { items: EndedRun[]; token?: string } = await pageOf(
      session.client,
      query,
      PAGE_ROWS,
      (row) => row,
      token,
    );
    const runs = page.items.filter(isNew).sort((a, b) => timeOf(a) - timeOf(b));
    for (let at = 0; at < runs.length; at += BATCH) yield runs.slice(at, at + BATCH);
    token = page.token;
  }
}

function timeOf({ closeTime }: EndedRun): number {
  return closeTime?.getTime() ?? 0;
}

/** Reads several at once. One that fails is tried again by the next sweep. */
async function readAll(
  { session, signal }: SweepOptions,
  runs: EndedRun[],
  failures: unknown[],
): Promise<AuditBody[]> {
  const bodies: (AuditBody | undefined)[] = [];
  const waiting = [...runs.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (failures.length >= MAX_FAILURES || signal?.aborted) return;
      const [index, run] = next;
      try {
        bodies[index] = await readEnded(session, run, new Date());
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return bodies.filter((body) => body !== undefined);
}

/** Gives the bodies their places behind the head, and signs them. */
async function seal({ log, signer }: SweepOptions, bodies: AuditBody[]): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  let head: Head = log.head;
  for (const body of bodies) {
    const earlier = log.stored(body.runId);
    // Still not readable: the log says so already.
    if (earlier && body.unreadable !== undefined) continue;
    const whole = { ...body, ...defined({ replaces: earlier?.seq }) };
    const seq = head.seq + 1;
    const hash = linkHash(head.hash, seq, bodyDigest(whole));
    const value = await signer.sign(entrySigningText({ seq, hash }, signer.keyId));
    entries.push({ ...whole, seq, prev: head.hash, hash, signature: { keyId: signer.keyId, value } });
    head = { seq, hash };
  }
  return entries;
}

function addTo(swept: Swept, entries: AuditEntry[]): void {
  swept.stored += entries.length;
  swept.unreadable += entries.filter(({ unreadable }) => unreadable !== undefined).length;
  const last = entries.at(-1);
  if (last) swept.latest = { closedAt: last.closedAt, writtenAt: last.writtenAt };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { DecisionSigner } from '../client/signing';
import { callTemporal } from '../client/temporal/calls';
import { openSession, type Session } from '../client/temporal/session';
import type { AuditAnchor } from '../contract/audit';
import { defined } from '../contract/defined';
import { anchorSigningText } from '../rules/audit/entry';
import type { AuditWriter, OpenOptions } from './log';
import { sweep, type Swept } from './sweep';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Visibility shows an ended workflow a moment later than it ended, and on some databases much later. So each sweep looks back a
 * little, some look back further, and one a day looks at everything.
 */
const LOOK_BACK_MS = 2 * MINUTE_MS;
const FURTHER = { every: 10 * MINUTE_MS, lookBack: 60 * MINUTE_MS };
const COMPLETE_EVERY_MS = DAY_MS;
/** An entry about a run that Temporal may still list was written within the retention, and a little more. */
const RETENTION_MARGIN_MS = DAY_MS;
const DEFAULT_RETENTION_MS = 90 * DAY_MS;

/** What an auditor needs. */
export interface AuditorOptions {
  client: Client;
  /** Opens the log; nothing while another auditor writes it. */
  open: (options: OpenOptions) => Promise<AuditWriter | undefined>;
  signer: DecisionSigner;
  /** How often it looks for what has ended, in milliseconds. */
  everyMs: number;
  /** How often it records the head of the log, in milliseconds. */
  anchorEveryMs: number;
  /** Sends an anchor to where the log is not, with retries, until the signal. Returns where it went. It never throws. */
  publish?: Publish;
  /** Reports problems, and what was repaired. */
  note: (line: string) => void;
}

/** Sends an anchor elsewhere. */
export type Publish = (anchor: AuditAnchor, signal: AbortSignal) => Promise<NonNullable<AuditAnchor['sent']>>;

/** What an auditor does at the moment. */
export interface AuditorStatus {
  /** `standby`: another auditor writes the log. */
  state: 'starting' | 'writing' | 'standby' | 'failing' | 'stopped';
  /** The number of the latest entry. */
  seq?: number;
  /** How many entries this auditor has stored. */
  stored: number;
  /** How many records could not be read. */
  unreadable: number;
  /** When the latest sweep ended (ISO 8601). */
  sweptAt?: string;
  /** How long after its end the latest record was stored, in milliseconds. */
  lagMs?: number;
  error?: string;
}

/** An auditor that runs in the background. */
export interface RunningAuditor {
  status(): AuditorStatus;
  /** Ends the current batch, records the head, and closes the log. */
  stop(): Promise<void>;
}

/** Starts an auditor. It never throws: it reports what fails, and tries again. */
export function startAuditor(options: AuditorOptions): RunningAuditor {
  const ending = new AbortController();
  const auditor = new Auditor(options, ending.signal);
  const ended = auditor.run();
  return {
    status: () => auditor.status,
    async stop() {
      ending.abort();
      await ended;
    },
  };
}

/**
 * Sweeps once, over all that Temporal has, and records the head. Returns nothing while another auditor writes the log.
 *
 * @throws TemporalUnreachable, AuditLogDamaged, AuditLogTaken
 */
export async function sweepOnce(options: AuditorOptions): Promise<(Swept & { seq: number }) | undefined> {
  const session = openSession(options.client, {});
  const log = await openLog(options, session);
  if (log === undefined) return undefined;
  try {
    const swept = await sweep({ session, log, signer: options.signer, retriesUnreadable: true });
    const anchor = await anchorHead(options, log);
    const sent = anchor && (await options.publish?.(anchor, new AbortController().signal));
    if (anchor && sent) await log.appendAnchor({ ...anchor, sent });
    return { ...swept, seq: log.head.seq };
  } finally {
    await log.close();
  }
}

class Auditor {
  status: AuditorStatus = { state: 'starting', stored: 0, unreadable: 0 };
  private readonly session: Session;
  private log: AuditWriter | undefined;
  private swept: { start?: number; further?: number; complete?: number } = {};
  private anchoredAt = 0;
  private isPublishing = false;
  /** What was sent, and is not yet stored: only one thing at a time writes the log. */
  private sent: AuditAnchor[] = [];

  constructor(
    private readonly options: AuditorOptions,
    private readonly signal: AbortSignal,
  ) {
    this.session = openSession(options.client, {});
  }

  async run(): Promise<void> {
    while (!this.signal.aborted) {
      try {
        await this.turn();
      } catch (error) {
        await this.failed(error as Error);
      }
      await sleep(this.options.everyMs, undefined, { signal: this.signal }).catch(() => {});
    }
    await this.close();
    this.status = { ...this.status, state: 'stopped' };
  }

  private async turn(): Promise<void> {
    this.log ??= await this.open();
    const { log } = this;
    if (log === undefined) {
      this.status = { ...this.status, state: 'standby' };
      return;
    }
    const start = Date.now();
    const reach = this.reach(start);
    const swept = await sweep({
      session: this.session,
      log,
      signer: this.options.signer,
      signal: this.signal,
      ...reach.options,
    });
    if (this.signal.aborted) return;
    this.swept = { ...this.swept, start, ...reach.done };
    if (start - this.anchoredAt >= this.options.anchorEveryMs) {
      this.anchoredAt = start;
      const anchor = await anchorHead(this.options, log);
      if (anchor) this.publish(anchor);
    }
    await this.storeSent(log);
    this.report(swept, log);
  }

  private async open(): Promise<AuditWriter | undefined> {
    const log = await openLog(this.options, this.session);
    this.swept = {};
    // After a start the latest anchor says when the next one is due.
    this.anchoredAt = Date.parse(log?.anchor?.at ?? '') || 0;
    return log;
  }

  /** Sends an anchor, while the log goes on. An anchor that comes while an earlier one is being sent is only stored. */
  private publish(anchor: AuditAnchor): void {
    const { publish, note } = this.options;
    if (publish === undefined || this.isPublishing) return;
    this.isPublishing = true;
    publish(anchor, this.signal)
      .then(
        (sent) => void this.sent.push({ ...anchor, sent }),
        (error: unknown) => note(`audit: the anchor was not sent: ${(error as Error).message}`),
      )
      .finally(() => (this.isPublishing = false));
  }

  private async storeSent(log: AuditWriter): Promise<void> {
    for (const anchor of this.sent.splice(0)) await log.appendAnchor(anchor);
  }

  /** How far back the next sweep looks. */
  private reach(now: number) {
    const { start, further = 0, complete = 0 } = this.swept;
    if (start === undefined || now - complete >= COMPLETE_EVERY_MS)
      return { options: { retriesUnreadable: true }, done: { complete: now, further: now } };
    const isFurther = now - further >= FURTHER.every;
    const since = new Date(start - (isFurther ? FURTHER.lookBack : LOOK_BACK_MS));
    return { options: { since, retriesUnreadable: isFurther }, done: isFurther ? { further: now } : {} };
  }

  private report({ stored, unreadable, latest }: Swept, log: AuditWriter): void {
    const { note } = this.options;
    if (unreadable > 0)
      note(
        `audit: ${unreadable} ${unreadable === 1 ? 'record' : 'records'} could not be read; the log says why`,
      );
    if (this.status.state === 'failing') note('audit: the auditor works again');
    const lagMs = latest && Date.parse(latest.writtenAt) - Date.parse(latest.closedAt);
    const { error: _error, ...before } = this.status;
    this.status = {
      ...before,
      ...defined({ lagMs }),
      state: 'writing',
      seq: log.head.seq,
      stored: before.stored + stored,
      unreadable: log.unreadable,
      sweptAt: new Date().toISOString(),
    };
  }

  /** Opens the log again at the next turn: a write that failed may have left a part of a line. */
  private async failed(error: Error): Promise<void> {
    if (this.signal.aborted) return;
    if (this.status.error !== error.message) this.options.note(`audit: ${error.message}`);
    this.status = { ...this.status, state: 'failing', error: error.message };
    if (error.name !== 'TemporalUnreachable') await this.close();
  }

  private async close(): Promise<void> {
    const { log } = this;
    this.log = undefined;
    if (log === undefined) return;
    try {
      if (this.signal.aborted) await this.storeSent(log);
      if (this.signal.aborted) await anchorHead(this.options, log);
    } catch (error) {
      this.options.note(`audit: ${(error as Error).message}`);
    } finally {
      await log.close().catch(() => {});
    }
  }
}

async function openLog(options: AuditorOptions, session: Session): Promise<AuditWriter | undefined> {
  const { namespace } = session.client.options;
  const retention = await retentionOf(session);
  const since = new Date(Date.now() - retention - RETENTION_MARGIN_MS);
  return options.open({ namespace, since, note: (line) => options.note(`audit: ${line}`) });
}

/** How long the namespace keeps ended workflows, in milliseconds. Three months if it may not be read. */
async function retentionOf({ client }: Session): Promise<number> {
  const { namespace } = client.options;
  const described = await callTemporal(client, () => client.workflowService.describeNamespace({ namespace }));
  const seconds = Number(described.config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  return seconds > 0 ? seconds * 1_000 : DEFAULT_RETENTION_MS;
}

/** Records the head, if there are entries since the latest anchor. */
async function anchorHead(
  { client, signer }: AuditorOptions,
  log: AuditWriter,
): Promise<AuditAnchor | undefined> {
  const { seq, hash } = log.head;
  if (seq === (log.anchor?.seq ?? 0)) return undefined;
  const { namespace } = client.options;
  const says = { namespace, seq, hash, at: new Date().toISOString() };
  const value = await signer.sign(anchorSigningText(says, signer.keyId));
  const anchor: AuditAnchor = { v: 1, ...says, signature: { keyId: signer.keyId, value } };
  await log.appendAnchor(anchor);
  return anchor;
}

import type { AuditEntry } from '../contract/audit';
import type { StoredRun } from './log';

/** Which runs of workflows a log has, as far back as Temporal may still list them. */
export class StoredRuns {
  private readonly runs = new Map<string, StoredRun>();
  private count = 0;

  /** How many records could not be read and are not replaced. */
  get unreadable(): number {
    return this.count;
  }

  get(runId: string): StoredRun | undefined {
    return this.runs.get(runId);
  }

  /** Adds an entry. A record that was read is never replaced by one that was not. */
  add({ runId, seq, unreadable }: Pick<AuditEntry, 'runId' | 'seq' | 'unreadable'>): void {
    const earlier = this.runs.get(runId);
    const isReadable = unreadable === undefined;
    if (earlier?.isReadable) return;
    if (earlier && isReadable) this.count--;
    if (!earlier && !isReadable) this.count++;
    this.runs.set(runId, { seq, isReadable });
  }
}

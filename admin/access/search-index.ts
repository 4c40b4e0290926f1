import { setTimeout as sleep } from 'node:timers/promises';
import type { ApprovalManager, RequestFilter, RequestItem } from '../../client';
import { defined } from '../../contract/defined';
import { hasWords, type SearchedRow, searchedRow } from '../../rules/requests/search-words';

/*
 * The words of requests, in memory. Temporal cannot search for parts of texts, and a scan of 20,000 memos takes seconds.
 */

/** What the index knows of a request. All but what was requested may have changed since the row was read. */
export type Candidate = Omit<RequestItem, 'description' | 'message' | 'contentHash'>;

interface Entry {
  row: SearchedRow;
  /** The time of the request, in milliseconds. */
  at: number;
  item: Candidate;
}

export interface SearchIndexOptions {
  maxEntries?: number;
  /** Of the words, in UTF-16 units. */
  maxLength?: number;
  /** How long a search waits for rows that are being read. */
  patienceMs?: number;
  pageSize?: number;
  now?: () => number;
}

type Approvals = Pick<ApprovalManager, 'listRequests'>;

/** At most this often, a search looks for new requests. */
const REFRESH_MS = 3_000;
/** Visibility may show a request this long after it began. */
const LATE_MS = 30_000;
/** Approvers change, and Temporal deletes old workflows. */
const FILL_AGAIN_MS = 3_600_000;

/**
 * An index of the words of requests. The first search fills it in the background, the newest pending ones first, then those
 * that ended last. Later searches add the requests that are new. It forgets old requests when it is full.
 */
export class SearchIndex {
  private readonly entries = new Map<string, Entry>();
  private length = 0;
  private isFilled = false;
  private isFull = false;
  private work?: Promise<void>;
  private refreshedAt = 0;
  private filledAt = 0;

  constructor(
    private readonly approvals: Approvals,
    private readonly options: SearchIndexOptions = {},
  ) {}

  /** Whether every request that Temporal has is in the index. */
  get isComplete(): boolean {
    return this.isFilled && !this.isFull;
  }

  /** Reads what is new, for at most `patienceMs`. The reading continues after that. Throws what `listRequests` throws. */
  async update(): Promise<void> {
    const now = this.now();
    const isOld = this.isFilled && now - this.filledAt > FILL_AGAIN_MS;
    if (this.work === undefined && (!this.isFilled || now - this.refreshedAt > REFRESH_MS)) {
      const work = this.isFilled && !isOld ? this.addNew(now) : this.fill(now);
      this.work = work.finally(() => (this.work = undefined));
      // A later search tries again.
      this.work.catch(() => {});
    }
    const { patienceMs = 800 } = this.options;
    if (!isOld) await Promise.race([this.work, sleep(patienceMs, undefined, { ref: false })]);
  }

  /** The requests that have all these words. Whether they match and are readable now, Temporal must say. */
  find(words: readonly string[]): Candidate[] {
    const found: Candidate[] = [];
    for (const { row, item } of this.entries.values()) if (hasWords(row, words)) found.push(item);
    return found;
  }

  /** How many requests are so. */
  count(isSo: (item: Candidate) => boolean): number {
    let count = 0;
    for (const { item } of this.entries.values()) if (isSo(item)) count += 1;
    return count;
  }

  /** Reads all requests, and then forgets those that Temporal no longer has. */
  private async fill(now: number): Promise<void> {
    this.isFull = false;
    const seen = await this.read({});
    if (!this.isFull) for (const [id, { at }] of this.entries) if (at < now && !seen.has(id)) this.remove(id);
    this.isFilled = true;
    this.filledAt = now;
    this.refreshedAt = now;
  }

  private async addNew(now: number): Promise<void> {
    await this.read({ newerThan: `${Math.ceil((now - this.refreshedAt + LATE_MS) / 1_000)}s` });
    this.refreshedAt = now;
  }

  private async read(filter: RequestFilter): Promise<Set<string>> {
    const { pageSize: limit = 1_000 } = this.options;
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await this.approvals.listRequests({ ...filter, limit, ...defined({ cursor }) });
      this.add(page.items);
      for (const { id } of page.items) seen.add(id);
      cursor = page.nextCursor;
    } while (cursor !== undefined && !(this.isFull && filter.newerThan === undefined));
    return seen;
  }

  /** Adds rows that Temporal has listed, or replaces what was known of them. */
  add(items: readonly RequestItem[]): void {
    for (const item of items) {
      this.remove(item.id);
      const row = searchedRow(item);
      const { description: _description, message: _message, contentHash: _hash, ...known } = item;
      this.entries.set(item.id, { row, at: Date.parse(item.requestedAt), item: known });
      this.length += row.words.length;
    }
    this.shrink();
  }

  private remove(id: string): void {
    this.length -= this.entries.get(id)?.row.words.length ?? 0;
    this.entries.delete(id);
  }

  /** Forgets a tenth when there is no more room: first what ended, then what is old. */
  private shrink(): void {
    const { maxEntries = 50_000, maxLength = 32_000_000 } = this.options;
    const isOver = () => this.entries.size > maxEntries || this.length > maxLength;
    if (!isOver()) return;
    this.isFull = true;
    const first = [...this.entries].sort(
      ([, a], [, b]) => Number(hasEnded(b)) - Number(hasEnded(a)) || a.at - b.at,
    );
    const least = first.slice(0, Math.ceil(first.length / 10));
    for (const [id] of least) this.remove(id);
    for (const [id] of first) {
      if (!isOver()) break;
      this.remove(id);
    }
  }

  private now(): number {
    return this.options.now?.() ?? Date.now();
  }
}

function hasEnded({ item }: Entry): boolean {
  return item.status !== 'pending';
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { ListPage } from '../../client';
import { defined } from '../../contract/defined';
import { havingWords, type SearchedRow } from '../../rules/requests/search-words';

/*
 * The words of requests or escalations, in memory. Temporal cannot search for parts of texts, and a scan of 20,000 memos takes
 * seconds.
 */

/**
 * What an index knows of an item, with times in milliseconds. Only the values from its start are certain: the others
 * may have changed since they were read.
 */
export interface Candidate {
  id: string;
  begunAt: number;
  /** Absent while it is open. */
  endedAt?: number;
  dueAt?: number;
}

/** The rows that an index contains. */
export interface SearchedRows<Item, Known extends Candidate> {
  list: (options: { newerThan?: `${number}s`; limit: number; cursor?: string }) => Promise<ListPage<Item>>;
  searchedOf: (item: Item) => SearchedRow;
  known: (item: Item) => Known;
}

interface Entry<Known> {
  row: SearchedRow;
  item: Known;
}

export interface SearchIndexOptions {
  maxEntries?: number;
  /** The maximum length of all words together, in UTF-16 units. */
  maxLength?: number;
  /** How long a search waits for rows that are being read. */
  patienceMs?: number;
  pageSize?: number;
  now?: () => number;
}

/** The minimum time between two reads of new requests. */
const REFRESH_MS = 3_000;
/** Visibility may show a request this long after it began. */
const LATE_MS = 30_000;
/** The index is filled again after this time, because approvers change and Temporal deletes old workflows. */
const FILL_AGAIN_MS = 3_600_000;

/**
 * An index of the words of rows. The first search fills it in the background, the newest open ones first, then those that ended
 * last. Later searches add the rows that are new. It forgets old rows when it is full.
 */
export class SearchIndex<Item, Known extends Candidate> {
  private readonly entries = new Map<string, Entry<Known>>();
  private length = 0;
  private isFilled = false;
  private isFull = false;
  private work?: Promise<void>;
  private refreshedAt = 0;
  private filledAt = 0;

  constructor(
    private readonly rows: SearchedRows<Item, Known>,
    private readonly options: SearchIndexOptions = {},
  ) {}

  /** Whether every row that Temporal has is in the index. */
  get isComplete(): boolean {
    return this.isFilled && !this.isFull;
  }

  /** Reads what is new, for at most `patienceMs`. The reading continues after that. Throws what the list throws. */
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

  /** The rows that have all these words. Only Temporal knows whether they still match and are readable. */
  find(words: readonly string[]): Known[] {
    const hasWords = havingWords(words);
    const found: Known[] = [];
    for (const { row, item } of this.entries.values()) if (hasWords(row)) found.push(item);
    return found;
  }

  /** What the index knows of a row. */
  known(item: Item): Known {
    return this.rows.known(item);
  }

  /** The number of rows for which `isSo` is true. */
  count(isSo: (item: Known) => boolean): number {
    let count = 0;
    for (const { item } of this.entries.values()) if (isSo(item)) count += 1;
    return count;
  }

  /** Reads all rows, and then forgets those that Temporal no longer has. */
  private async fill(now: number): Promise<void> {
    this.isFull = false;
    const seen = await this.read();
    if (!this.isFull)
      for (const [id, { item }] of this.entries) if (item.begunAt < now && !seen.has(id)) this.remove(id);
    this.isFilled = true;
    this.filledAt = now;
    this.refreshedAt = now;
  }

  private async addNew(now: number): Promise<void> {
    await this.read(`${Math.ceil((now - this.refreshedAt + LATE_MS) / 1_000)}s`);
    this.refreshedAt = now;
  }

  private async read(newerThan?: `${number}s`): Promise<Set<string>> {
    const { pageSize: limit = 1_000 } = this.options;
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await this.rows.list({ limit, ...defined({ newerThan, cursor }) });
      for (const id of this.add(page.items)) seen.add(id);
      cursor = page.nextCursor;
    } while (cursor !== undefined && !(this.isFull && newerThan === undefined));
    return seen;
  }

  /** Adds rows that Temporal has listed, or replaces what was known of them. Returns their ids. */
  add(items: readonly Item[]): string[] {
    const ids = items.map((each) => {
      const [row, item] = [this.rows.searchedOf(each), this.rows.known(each)];
      this.remove(item.id);
      this.entries.set(item.id, { row, item });
      this.length += row.words.length;
      return item.id;
    });
    this.shrink();
    return ids;
  }

  private remove(id: string): void {
    this.length -= this.entries.get(id)?.row.words.length ?? 0;
    this.entries.delete(id);
  }

  /** Removes a tenth of the rows when the index is full: first the ended ones, then the oldest. */
  private shrink(): void {
    const { maxEntries = 50_000, maxLength = 32_000_000 } = this.options;
    const isOver = () => this.entries.size > maxEntries || this.length > maxLength;
    if (!isOver()) return;
    this.isFull = true;
    const first = [...this.entries].sort(
      ([, { item: a }], [, { item: b }]) =>
        Number(hasEnded(b)) - Number(hasEnded(a)) || a.begunAt - b.begunAt,
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

function hasEnded({ endedAt }: Candidate): boolean {
  return endedAt !== undefined;
}

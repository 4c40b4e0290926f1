/** Gives its items in their order. Sorts only what is taken: the first of many cost little. */
export class PriorityQueue<Item> {
  /** A heap: no item is before the one at half its index. Index 0 is not used. */
  private readonly heap: Item[];

  constructor(
    items: readonly Item[],
    private readonly compare: (a: Item, b: Item) => number,
  ) {
    this.heap = [undefined as Item, ...items];
    for (let at = items.length >> 1; at > 0; at--) this.sink(at);
  }

  add(item: Item): void {
    let at = this.heap.push(item) - 1;
    for (; at > 1 && this.isBefore(at, at >> 1); at >>= 1) this.swap(at, at >> 1);
  }

  /** Takes the first item out. Undefined if there is none. */
  take(): Item | undefined {
    if (this.heap.length === 1) return undefined;
    this.swap(1, this.heap.length - 1);
    const first = this.heap.pop();
    this.sink(1);
    return first;
  }

  private sink(from: number): void {
    for (let at = from; ;) {
      let first = at;
      for (const child of [2 * at, 2 * at + 1])
        if (child < this.heap.length && this.isBefore(child, first)) first = child;
      if (first === at) return;
      this.swap(at, first);
      at = first;
    }
  }

  private isBefore(a: number, b: number): boolean {
    return this.compare(this.heap[a] as Item, this.heap[b] as Item) < 0;
  }

  private swap(a: number, b: number): void {
    [this.heap[a], this.heap[b]] = [this.heap[b] as Item, this.heap[a] as Item];
  }
}

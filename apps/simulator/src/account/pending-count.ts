/**
 * Counts the work in progress. It is asked often and with many items, so the ends are kept in a binary heap, and those in the past are
 * removed when it is asked.
 */
export class PendingCount {
  /** A heap: no entry is smaller than its parent at (i - 1) >> 1. */
  readonly #ends: number[] = [];
  #peak = 0;

  /** The highest count so far. */
  get peak(): number {
    return this.#peak;
  }

  at(now: number): number {
    while (this.#ends.length > 0 && this.#ends[0]! <= now) this.#removeFirst();
    return this.#ends.length;
  }

  add(endsAt: number, now: number): void {
    const ends = this.#ends;
    let hole = ends.push(endsAt) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (ends[parent]! <= endsAt) break;
      ends[hole] = ends[parent]!;
      hole = parent;
    }
    ends[hole] = endsAt;
    this.#peak = Math.max(this.#peak, this.at(now));
  }

  clear(): void {
    this.#ends.length = 0;
    this.#peak = 0;
  }

  #removeFirst(): void {
    const ends = this.#ends;
    const last = ends.pop()!;
    if (ends.length === 0) return;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= ends.length) break;
      if (child + 1 < ends.length && ends[child + 1]! < ends[child]!) child += 1;
      if (ends[child]! >= last) break;
      ends[hole] = ends[child]!;
      hole = child;
    }
    ends[hole] = last;
  }
}

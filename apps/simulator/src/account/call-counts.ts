import type { Call } from '../behaviour/scenario.ts';

/** Counts calls by their end: a status, or `dropped`, `hung`. */
export class CallCounts {
  #counts: { [Name in Call]?: Record<string, number> } = {};

  add(call: Call, end: string): void {
    const ends = (this.#counts[call] ??= {});
    ends[end] = (ends[end] ?? 0) + 1;
  }

  toJSON(): object {
    return this.#counts;
  }

  clear(): void {
    this.#counts = {};
  }
}

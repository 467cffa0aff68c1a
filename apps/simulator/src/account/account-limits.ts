import type { Clock } from '@darkroom/runtime';

import { Refused } from '../behaviour/refusals.ts';
import type { CurrentSettings } from '../settings.ts';

const DAY_MS = 86_400_000;

/** The account's limits on queries per second and on downloads a day, from the current settings. Refused calls do not count. */
export class AccountLimits {
  readonly #clock: Clock;
  readonly #settings: CurrentSettings;
  /** When the latest accepted calls were made, oldest first; never more than `max_qps`. */
  #passedAt: number[] = [];
  #day = 0;
  #downloadsToday = 0;

  constructor(deps: { clock: Clock; settings: CurrentSettings }) {
    this.#clock = deps.clock;
    this.#settings = deps.settings;
  }

  /** Counts one call against the queries of the last second. @throws Refused */
  takeQuery(): void {
    const { max_qps, qps_refusal } = this.#settings.current;
    if (max_qps === null) return;
    const now = this.#clock.now();
    const stillCounted = this.#passedAt.findIndex((at) => at > now - 1_000);
    this.#passedAt.splice(0, stillCounted === -1 ? this.#passedAt.length : stillCounted);
    if (this.#passedAt.length >= max_qps) throw new Refused(qps_refusal);
    this.#passedAt.push(now);
  }

  /** Counts one download against today's, by UTC. @throws Refused */
  takeDownload(): void {
    const { max_daily_downloads } = this.#settings.current;
    const day = Math.floor(this.#clock.now() / DAY_MS);
    if (day !== this.#day) this.#downloadsToday = 0;
    this.#day = day;
    if (max_daily_downloads !== null && this.#downloadsToday >= max_daily_downloads) throw new Refused('429-daily');
    this.#downloadsToday += 1;
  }

  /** Counts today's downloads that an earlier process accepted; `at` are their instants. */
  restore(at: number[]): void {
    this.#day = Math.floor(this.#clock.now() / DAY_MS);
    this.#downloadsToday = at.filter((instant) => Math.floor(instant / DAY_MS) === this.#day).length;
  }

  clear(): void {
    this.#passedAt = [];
    this.#downloadsToday = 0;
  }
}

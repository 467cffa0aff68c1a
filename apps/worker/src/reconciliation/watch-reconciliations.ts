import type { LastReconciliation } from '@darkroom/queue';
import { Gauge, singleFlight, type Registry } from '@darkroom/runtime';

/** A scrape must not hang when Redis is away. */
const READ_WITHIN_MS = 1_000;

/** Shows what the account's last completed reconciliation found, and when. Absent before the first; while Redis is away the last values stay. */
export function watchReconciliations(registers: Registry[], last: () => Promise<LastReconciliation | null>): void {
  const read = singleFlight(() => withinTime(last()));
  new Gauge({
    name: 'darkroom_reconciliation_completed_timestamp_seconds',
    help: "When the account's last reconciliation was completed",
    registers,
    async collect() {
      const found = await read();
      if (found) this.set(found.at / 1_000);
    },
  });
  new Gauge({
    name: 'darkroom_reconciliation_differences',
    help: "Differences that the account's last reconciliation found, by kind",
    labelNames: ['kind'],
    registers,
    async collect() {
      const found = await read();
      for (const [kind, count] of Object.entries(found?.differences ?? {})) this.set({ kind }, count);
    },
  });
}

async function withinTime<T>(reading: Promise<T>): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), READ_WITHIN_MS).unref();
  });
  return Promise.race([reading, late]);
}

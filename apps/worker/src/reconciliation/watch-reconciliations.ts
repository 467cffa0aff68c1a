import type { LastReconciliation } from '@darkroom/queue';
import { Gauge, singleFlight, type Registry } from '@darkroom/runtime';

/** A scrape must not hang when Redis is away. */
const READ_WITHIN_MS = 1_000;

/** Shows what the account's last completed reconciliation found, and when. While Redis is away the last values stay. */
export function watchReconciliations(registers: Registry[], last: () => Promise<LastReconciliation | null>): void {
  const read = singleFlight(() => withinTime(last()));
  const gauge = (name: string, help: string, set: (gauge: Gauge, found: LastReconciliation) => void, labelNames: string[] = []) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        const found = await read();
        if (found) set(this, found);
      },
    });

  gauge(
    'darkroom_reconciliation_completed_timestamp_seconds',
    "When the account's last reconciliation was completed; 0 before the first",
    (at, found) => at.set(found.at / 1_000),
  );
  gauge(
    'darkroom_reconciliation_differences',
    "Differences that the account's last reconciliation found, by kind",
    (differences, found) => {
      for (const [kind, count] of Object.entries(found.differences)) differences.set({ kind }, count);
    },
    ['kind'],
  );
}

async function withinTime<T>(reading: Promise<T>): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), READ_WITHIN_MS).unref();
  });
  return Promise.race([reading, late]);
}

import type { LastReconciliation } from '@darkroom/queue';
import type { Registry } from '@darkroom/runtime';

import { readGauges } from '../limits/read-gauges.ts';

/** Shows what the account's last completed reconciliation found, and when. While Redis is away the last values stay. */
export function watchReconciliations(registers: Registry[], last: () => Promise<LastReconciliation | null>): void {
  const gauge = readGauges(registers, last);

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

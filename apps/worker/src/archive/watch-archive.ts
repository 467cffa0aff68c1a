import type { Store } from '@darkroom/queue';
import { Counter, Gauge, type Registry } from '@darkroom/runtime';

import { readGauges } from '../limits/read-gauges.ts';
import type { CopyOutcome } from './copy-outcome.ts';

/** The metrics of the archive. `isWorking`: whether this worker's last use of it succeeded. */
export function watchArchive(
  registers: Registry[],
  deps: { pending: Store['copies']['pending']; isWorking: () => boolean; now: () => number },
) {
  const copies = new Counter({
    name: 'darkroom_copies_total',
    help: 'Passes over copies for the archive, by result',
    labelNames: ['outcome'],
    registers,
  });
  const bytes = new Counter({ name: 'darkroom_copied_bytes_total', help: 'Bytes stored in the archive', registers });
  void new Gauge({
    name: 'darkroom_archive_available',
    help: '1 if the archive worked when this worker last used it, else 0',
    registers,
    collect() {
      this.set(deps.isWorking() ? 1 : 0);
    },
  });
  const gauge = readGauges(registers, deps.pending);
  gauge('darkroom_copies_pending', 'Copies for the archive that are not finished', (pending, found) => pending.set(found.count));
  gauge('darkroom_copies_overdue_seconds', 'How late the most overdue copy is', (overdue, found) =>
    overdue.set(found.overdueSince === null ? 0 : Math.max(0, deps.now() - found.overdueSince) / 1_000),
  );
  return (outcome: CopyOutcome): void => {
    copies.inc({ outcome: outcome.kind });
    if (outcome.kind === 'stored') bytes.inc(outcome.archive.bytes ?? 0);
  };
}

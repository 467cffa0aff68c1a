import type { Backlog } from '@darkroom/queue';
import { Gauge, singleFlight, type Logger, type Registry } from '@darkroom/runtime';

type WatchDeps = { logger: Logger; metrics: Registry; backlog: () => Promise<Backlog> };

/** Metrics of what waits, read once a scrape. Ages are 0 while nothing waits; while Redis is away all are absent, since old values would look current. */
export function watchBacklog({ logger, metrics, backlog }: WatchDeps): void {
  const read = singleFlight(async (): Promise<Backlog | undefined> => {
    try {
      return await backlog();
    } catch (error) {
      logger.warn({ error }, 'metrics.backlog_not_read');
      return undefined;
    }
  });

  const gauge = (name: string, help: string, set: (gauge: Gauge, found: Backlog) => void, labelNames: string[] = []) =>
    void new Gauge({
      name,
      help,
      labelNames,
      registers: [metrics],
      async collect() {
        const found = await read();
        if (found) set(this, found);
        else if (labelNames.length > 0) this.reset();
        else this.remove(); // a reset would show 0
      },
    });

  gauge(
    'darkroom_jobs_queued_oldest_seconds',
    'Age of the oldest queued job, except those that wait for their own time, a budget or a source',
    (age, { oldestQueuedMs }) => (oldestQueuedMs === undefined ? age.remove() : age.set(seconds(oldestQueuedMs))),
  );
  gauge(
    'darkroom_passes_due',
    'Passes that are due and wait for a worker',
    (due, { passes }) => {
      for (const [type, found] of Object.entries(passes)) due.set({ type }, found.due);
    },
    ['type'],
  );
  gauge(
    'darkroom_passes_due_oldest_seconds',
    'How long the oldest of them has waited for a worker',
    (age, { passes }) => {
      for (const [type, found] of Object.entries(passes)) age.set({ type }, seconds(found.oldestMs));
    },
    ['type'],
  );
  gauge('darkroom_deliveries_pending', 'Deliveries that have not ended', (pending, { deliveries }) => pending.set(deliveries.pending));
  gauge('darkroom_deliveries_due', 'Deliveries that are due and wait for a notifier', (due, { deliveries }) => due.set(deliveries.due));
  gauge('darkroom_deliveries_due_oldest_seconds', 'How long the oldest of them has waited for a notifier', (age, { deliveries }) =>
    age.set(seconds(deliveries.oldestMs)),
  );
  gauge('darkroom_events_unhandled', 'Events of which no notifier has opened the deliveries yet', (unhandled, { events }) =>
    unhandled.set(events.unhandled),
  );
  gauge('darkroom_events_unhandled_oldest_seconds', 'Age of the oldest of them', (age, { events }) => age.set(seconds(events.oldestMs)));
}

function seconds(ms: number | null): number {
  return ms === null ? 0 : ms / 1_000;
}

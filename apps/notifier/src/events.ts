import type { Delivery, DeliveryAttempt } from '@darkroom/queue';
import { Counter, Histogram, type Logger, type Registry } from '@darkroom/runtime';

export type TryOutcome = 'delivered' | 'retrying' | 'failed' | 'refused';

/** What happens here that people or machines want to know of: for each a function that writes its log line and its metric. */
export type Events = ReturnType<typeof createEvents>;

export function createEvents({ logger, metrics }: { logger: Logger; metrics: Registry }) {
  const registers = [metrics];
  const tries = new Counter({
    name: 'darkroom_webhook_tries_total',
    help: 'Tries to deliver a webhook, by what they came to',
    labelNames: ['outcome'],
    registers,
  });
  const delay = new Histogram({
    name: 'darkroom_webhook_delay_seconds',
    help: 'From an event to its receipt by the receiver',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 600, 3_600, 36_000, 360_000],
    registers,
  });
  const postponed = new Counter({
    name: 'darkroom_webhook_postponed_total',
    help: 'Times that a webhook was put off because its receiver had enough under way',
    registers,
  });

  return {
    /** One try has ended. Of the URL only the origin is told: the rest may hold a secret. */
    tried(delivery: Delivery, tried: { attempt: DeliveryAttempt; outcome: TryOutcome; nextAt: number | undefined }): void {
      const { attempt, outcome, nextAt } = tried;
      tries.inc({ outcome });
      if (outcome === 'delivered') delay.observe((Date.parse(attempt.at) + attempt.duration_ms - eventAt(delivery)) / 1_000);
      logger[outcome === 'delivered' ? 'info' : 'warn'](
        {
          delivery_id: delivery.id,
          event_id: delivery.eventId,
          type: delivery.eventType,
          job_id: delivery.jobId,
          tenant: delivery.tenant,
          origin: new URL(delivery.url).origin,
          attempt: attempt.attempt,
          status: attempt.status,
          error: attempt.error,
          duration_ms: attempt.duration_ms,
          next_at: nextAt === undefined ? null : new Date(nextAt).toISOString(),
        },
        `webhook.${outcome}`,
      );
    },

    /** The receiver has enough under way; this is not a try. */
    postponed(delivery: Delivery, againAt: number): void {
      postponed.inc();
      logger.debug({ delivery_id: delivery.id, again_at: new Date(againAt).toISOString() }, 'webhook.postponed');
    },
  };
}

/** An event's id begins with its instant, in ms. */
function eventAt(delivery: Delivery): number {
  return Number(delivery.eventId.slice('evt_'.length).split('-')[0]);
}

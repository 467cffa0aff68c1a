import { isFinal, type DeliveryAttempt } from '@darkroom/contracts';
import { instantOf, isRedownload, type DeliveryRecord, type StoredEvent } from '@darkroom/queue';
import { Counter, Gauge, Histogram, type Logger, type Registry } from '@darkroom/runtime';

export type TryVerdict = 'delivered' | 'retrying' | 'failed' | 'refused';

export type EventsDeps = { logger: Logger; metrics: Registry; /** Events that are set aside now. */ countAside?: () => Promise<number> };

/** Reports business events of the notifier: one function each, which writes its log line and its metric. */
export type Events = ReturnType<typeof createEvents>;

export function createEvents({ logger, metrics, countAside }: EventsDeps) {
  const registers = [metrics];
  const tries = new Counter({
    name: 'darkroom_webhook_tries_total',
    help: 'Tries to deliver a webhook, by result',
    labelNames: ['outcome'],
    registers,
  });
  const delay = new Histogram({
    name: 'darkroom_webhook_delay_seconds',
    help: 'Time from an event until its receiver answered',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 600, 3_600, 36_000, 360_000],
    registers,
  });
  const postponed = new Counter({
    name: 'darkroom_webhook_postponed_total',
    help: 'Times that a webhook was postponed because its receiver had enough tries running',
    registers,
  });

  const sealed = new Counter({
    name: 'darkroom_webhook_sealed_total',
    help: 'Times that a webhook waited because the secret of its endpoint could not be decrypted',
    registers,
  });
  const disabled = new Counter({
    name: 'darkroom_endpoints_disabled_total',
    help: 'Endpoints disabled, by reason',
    labelNames: ['reason'],
    registers,
  });
  // Prometheus sees an increase only from a number that was there before, and an alert looks for the first.
  for (const outcome of ['delivered', 'retrying', 'failed', 'refused'] satisfies TryVerdict[]) tries.inc({ outcome }, 0);
  for (const reason of ['gone', 'failing']) disabled.inc({ reason }, 0);

  const jobs = new Histogram({
    name: 'darkroom_job_duration_seconds',
    help: 'Time from the acceptance of a job until it has ended, in its first run',
    labelNames: ['operation', 'outcome'],
    buckets: [1, 2.5, 5, 10, 20, 30, 60, 120, 300, 900, 3_600, 14_400, 86_400],
    registers,
  });

  const setAside = new Counter({
    name: 'darkroom_events_set_aside_total',
    help: 'Events set aside because their handling kept failing',
    registers,
  });
  const aside: Gauge = new Gauge({
    name: 'darkroom_events_set_aside',
    help: 'Events that are set aside now, for an operator',
    registers,
    collect: async () => {
      try {
        if (countAside) aside.set(await countAside());
      } catch (error) {
        aside.reset(); // an old value would look current
        logger.warn({ error }, 'metrics.events_not_counted');
      }
    },
  });

  return {
    /** The deliveries of an event were opened. Of a job's end, its duration is counted here: it may have ended in any process, but each end has one event. */
    handled(event: StoredEvent): void {
      if (event.about !== 'job') return;
      const { record } = event;
      if (record.run > 1 || record.finishedAt === null || !isFinal(record.status)) return;
      if (event.type !== `${record.type}.${record.status}`) return; // such as download.archived
      const operation = record.operation ?? (isRedownload(record) ? 'redownload' : 'download');
      jobs.observe({ operation, outcome: record.status }, Math.max(0, record.finishedAt - record.createdAt) / 1_000);
    },

    /** The handling of an event kept failing. No webhook is sent for it until an operator retries it. */
    setAside({ id, error }: { id: string; error: unknown }): void {
      setAside.inc();
      logger.error({ event_id: id, error }, 'events.set_aside');
    },

    /** One try has ended. Only the origin of the URL is logged, since the rest may hold a secret. */
    tried(
      delivery: DeliveryRecord,
      tried: { attempt: DeliveryAttempt; url: string; outcome: TryVerdict; nextAt: number | undefined },
    ): void {
      const { attempt, url, outcome, nextAt } = tried;
      tries.inc({ outcome });
      if (outcome === 'delivered') delay.observe((Date.parse(attempt.at) + attempt.duration_ms - instantOf(delivery.eventId)) / 1_000);
      logger[outcome === 'delivered' ? 'info' : 'warn'](
        {
          delivery_id: delivery.id,
          event_id: delivery.eventId,
          type: delivery.eventType,
          ...about(delivery),
          origin: new URL(url).origin,
          attempt: attempt.attempt,
          status: attempt.status,
          error: attempt.error,
          duration_ms: attempt.duration_ms,
          next_at: nextAt === undefined ? null : new Date(nextAt).toISOString(),
        },
        `webhook.${outcome}`,
      );
    },

    /** The receiver has enough tries running; this is not a try. */
    postponed(delivery: DeliveryRecord, againAt: number): void {
      postponed.inc();
      logger.debug({ delivery_id: delivery.id, again_at: new Date(againAt).toISOString() }, 'webhook.postponed');
    },

    /** The endpoint's secret cannot be opened: our own fault, and not a try. */
    sealed(delivery: DeliveryRecord, reason: string): void {
      sealed.inc();
      logger.error({ delivery_id: delivery.id, ...about(delivery), reason }, 'webhook.sealed');
    },

    /** A try was the last one to its endpoint. */
    endpointDisabled(delivery: DeliveryRecord, reason: 'gone' | 'failing'): void {
      disabled.inc({ reason });
      logger.warn({ endpoint_id: delivery.endpointId, tenant: delivery.tenant, delivery_id: delivery.id, reason }, 'endpoint.disabled');
    },
  };
}

function about({ jobId, batchId, endpointId, tenant }: DeliveryRecord) {
  return { ...(jobId && { job_id: jobId }), ...(batchId && { batch_id: batchId }), ...(endpointId && { endpoint_id: endpointId }), tenant };
}

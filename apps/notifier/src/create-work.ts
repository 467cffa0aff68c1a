import { toEventId, type ReminderOutcome, type Store, type StoredEvent } from '@darkroom/queue';
import { createSecretBox, createTenantSecrets, type Clock } from '@darkroom/runtime';
import type { Tracing } from '@darkroom/telemetry';

import type { Config } from './config.ts';
import { createDeliver } from './tries/deliver.ts';
import type { Events } from './events.ts';
import { openGroup, prepare } from './fan-out.ts';
import { ReceiverLines } from './tries/receiver-lines.ts';
import { createRecentBodies } from './tries/recent-bodies.ts';
import { inRound } from './tries/round.ts';
import type { Post } from './sending/post.ts';
import { rememberOpened } from './sending/remember-opened.ts';

/** The work of a notifier. */
export type Work = {
  /** Called once at the start: publishes to other processes what the settings say. */
  announce: () => Promise<void>;
  /** Tries what is due. */
  worker: ReturnType<Store['createDeliveryWorker']>;
  /** Opens the deliveries of events, and begins their first tries. Returns the events that failed, with their errors. */
  handle: (events: StoredEvent[]) => Promise<Map<string, unknown>>;
};

/** `post`: how a webhook reaches its receiver. */
type WorkDeps = { store: Store; clock: Clock; random: () => number; events: Events; post: Post; tracing?: Tracing | undefined };

/** Builds it from the settings. */
export function createWork(config: Config, { store, clock, random, events, post, tracing }: WorkDeps): Work {
  const secretBox = config.DARKROOM_ENCRYPTION_KEY && rememberOpened(createSecretBox(config.DARKROOM_ENCRYPTION_KEY));
  const secrets = createTenantSecrets({
    store: store.webhookSecrets,
    secretBox,
    given: config.WEBHOOK_SECRET,
    tenants: config.DARKROOM_API_KEYS?.values(),
  });
  const destinations = { endpoints: store.endpoints, secrets, secretBox };
  const bodies = createRecentBodies();
  const deliver = createDeliver({
    deliveries: store.deliveries,
    bodies,
    lines: new ReceiverLines({ clock, capacity: config.CONCURRENCY, random }),
    post,
    events,
    delaysMs: config.WEBHOOK_RETRY_DELAYS,
    disableAfterMs: config.WEBHOOK_DISABLE_AFTER,
    now: () => clock.now(),
    random,
    traced: tracing && { tracing, traceOf: store.traceOf },
  });
  const worker = store.createDeliveryWorker({
    places: config.CONCURRENCY,
    round: () => {
      const round = inRound(destinations);
      return (due): Promise<ReminderOutcome> => deliver(due, round);
    },
  });

  const handle = async (handed: StoredEvent[]): Promise<Map<string, unknown>> => {
    const { groups, endpoints, failed } = await prepare(store, handed);
    const round = inRound(destinations, endpoints);
    const openAll = (group: (typeof groups)[number]): Promise<void> =>
      worker.openAndBegin(async (begins) => {
        const { begun, lined } = await openGroup(store, group, begins);
        for (const { event, body } of lined) bodies.add(toEventId(event), body);
        return {
          begun: begun.map(({ record, body, trace }) => ({
            id: record.id,
            tenant: record.tenant,
            process: () => deliver({ id: record.id, record, body, trace }, round),
          })),
          isLine: lined.length > 0,
        };
      });
    for (const group of groups) {
      try {
        await openAll(group);
      } catch (error) {
        if (group.length === 1) failed.set(toEventId(group[0]!.event), error);
        // One that cannot be opened must not stop the others.
        else for (const one of group) await openAll([one]).catch((cause: unknown) => failed.set(toEventId(one.event), cause));
      }
    }
    for (const event of handed) if (!failed.has(event.id)) events.handled(event);
    return failed;
  };

  return { announce: secrets.announce, worker, handle };
}

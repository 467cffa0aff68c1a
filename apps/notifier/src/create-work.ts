import type { ReminderData, ReminderOutcome, Store, StoredEvent } from '@darkroom/queue';
import { createSecretBox, createTenantSecrets, type Clock } from '@darkroom/runtime';

import type { Config } from './config.ts';
import { createDeliver } from './deliver.ts';
import type { Events } from './events.ts';
import { fanOut } from './fan-out.ts';
import { OriginLines } from './origin-lines.ts';
import type { Post } from './sending/post.ts';
import { rememberOpened } from './sending/remember-opened.ts';

/** The work of a notifier: `handle` an event of the log, `deliver` what is due. */
export type Work = {
  /** Called once at the start: publishes to other processes what the settings say. */
  announce: () => Promise<void>;
  handle: (event: StoredEvent) => Promise<void>;
  deliver: (reminder: ReminderData) => Promise<ReminderOutcome>;
};

/** Builds it from the settings. `post`: how a webhook reaches its receiver. */
export function createWork(
  config: Config,
  { store, clock, random, events, post }: { store: Store; clock: Clock; random: () => number; events: Events; post: Post },
): Work {
  const secretBox = config.DARKROOM_ENCRYPTION_KEY && rememberOpened(createSecretBox(config.DARKROOM_ENCRYPTION_KEY));
  const secrets = createTenantSecrets({
    store: store.webhookSecrets,
    secretBox,
    given: config.WEBHOOK_SECRET,
    tenants: config.DARKROOM_API_KEYS?.values(),
  });
  return {
    announce: secrets.announce,
    handle: (event) => fanOut(store, event),
    deliver: createDeliver({
      deliveries: store.deliveries,
      endpoints: store.endpoints,
      secrets,
      secretBox,
      lines: new OriginLines({ clock, capacity: config.CONCURRENCY, random }),
      post,
      events,
      delaysMs: config.WEBHOOK_RETRY_DELAYS,
      disableAfterMs: config.WEBHOOK_DISABLE_AFTER,
      now: () => clock.now(),
      random,
    }),
  };
}

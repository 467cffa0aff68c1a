import type { ReminderData, Store, StoredEvent } from '@darkroom/queue';
import { createLogger, createMetrics, createSecretBox, systemClock } from '@darkroom/runtime';
import { createStepper } from '@darkroom/testkit';

import { createAddressGuard } from '../sending/address-guard.ts';
import { createDeliver } from '../deliver.ts';
import { createEvents } from '../events.ts';
import { fanOut } from '../fan-out.ts';
import { createLookup } from '../sending/look-up.ts';
import { OriginLines } from '../origin-lines.ts';
import { createPost } from '../sending/post.ts';
import { ENCRYPTION_KEY, SECRET } from './notifier-world.ts';

/** A notifier that can be halted between any two of its calls to Redis and to receivers: see `createStepper`. */
export type SteppedNotifier = ReturnType<typeof steppedNotifier>;

export function steppedNotifier(store: Store, haltAt?: number) {
  const stepper = createStepper(haltAt);
  const { enabled, forSending } = store.endpoints;
  const { open, get, body, settle, refuse, refuseAllOf } = store.deliveries;
  const { post, close } = createPost({
    guard: createAddressGuard({ lookup: createLookup(), allowPrivateNetworks: true }),
    timeLimitMs: 5_000,
    connectTimeLimitMs: 5_000,
    now: Date.now,
  });
  const calls = stepper.inSteps({ enabled, forSending, open, get, body, settle, refuse, refuseAllOf, post });
  const deliver = createDeliver({
    deliveries: calls,
    endpoints: calls,
    secrets: { secretOf: async () => ({ current: SECRET, previous: null, previousUntil: null, rotatedAt: 0 }) },
    secretBox: createSecretBox(ENCRYPTION_KEY),
    lines: new OriginLines({ clock: systemClock, capacity: 20, random: () => 0.5 }),
    post: calls.post,
    events: createEvents({ logger: createLogger({ name: 'notifier', level: 'silent' }), metrics: createMetrics('notifier') }),
    delaysMs: [0, 0, 0],
    disableAfterMs: 1e9,
    now: Date.now,
    random: () => 0.5,
  });
  let acknowledged = false;
  const { acknowledge } = stepper.inSteps({ acknowledge: async () => void (acknowledged = true) });
  const work = async (event: StoredEvent | undefined, reminders: ReminderData[]): Promise<void> => {
    if (event) {
      await fanOut({ endpoints: calls, deliveries: calls }, event);
      await acknowledge();
    }
    for (const reminder of reminders) await deliver(reminder);
  };
  let underWay: Promise<void> = Promise.resolve();

  return {
    steps: stepper.steps,
    /** Whether the event was acknowledged; otherwise the next notifier gets it. */
    hasAcknowledged: () => acknowledged,
    /** Handles an event, then the reminders one after another, until the end or until it halts. */
    run: async (event: StoredEvent | undefined, reminders: ReminderData[]): Promise<void> => {
      underWay = work(event, reminders);
      await Promise.race([underWay, stepper.halted]);
    },
    /** Closes the connections to receivers. */
    close,
    /** Ends what was halted. */
    goOn: async (): Promise<void> => {
      stepper.goOn();
      await underWay;
    },
  };
}

import type { ReminderData, Store, StoredEvent } from '@darkroom/queue';
import { createLogger, createMetrics, createSecretBox, systemClock } from '@darkroom/runtime';
import { createStepper } from '@darkroom/testkit';

import { createAddressGuard } from '../sending/address-guard.ts';
import { createDeliver } from '../tries/deliver.ts';
import { createEvents } from '../events.ts';
import { openGroup, prepare } from '../fan-out.ts';
import { createLookup } from '../sending/look-up.ts';
import { ReceiverLines } from '../tries/receiver-lines.ts';
import { inRound } from '../tries/round.ts';
import { createPost } from '../sending/post.ts';
import { ENCRYPTION_KEY, SECRET } from './notifier-world.ts';

const LEASE_MS = 19_000;

/**
 * A notifier that can be halted between any two of its calls to Redis and to receivers: see `createStepper`. `places`: for first tries at once; with none,
 * all deliveries stand in the line first.
 */
export type SteppedNotifier = ReturnType<typeof steppedNotifier>;

export function steppedNotifier(store: Store, { haltAt, places }: { haltAt?: number; places: number }) {
  const stepper = createStepper(haltAt);
  const { enabled, forSending } = store.endpoints;
  const { openAll, get, body, settle, refuse, refuseAllOf } = store.deliveries;
  const { post, close } = createPost({
    guard: createAddressGuard({ lookup: createLookup(), allowPrivateNetworks: true }),
    timeLimitMs: 5_000,
    connectTimeLimitMs: 5_000,
    now: Date.now,
  });
  const calls = stepper.inSteps({ enabled, forSending, openAll, get, body, settle, refuse, refuseAllOf, post });
  const destinations = {
    endpoints: calls,
    secrets: { secretOf: async () => ({ current: SECRET, previous: null, previousUntil: null, rotatedAt: 0 }) },
    secretBox: createSecretBox(ENCRYPTION_KEY),
  };
  const deliver = createDeliver({
    deliveries: calls,
    bodies: { get: () => undefined },
    lines: new ReceiverLines({ clock: systemClock, capacity: 20, random: () => 0.5 }),
    post: calls.post,
    events: createEvents({ logger: createLogger({ name: 'notifier', level: 'silent' }), metrics: createMetrics('notifier') }),
    delaysMs: [0, 0, 0],
    disableAfterMs: 1e9,
    now: Date.now,
    random: () => 0.5,
  });
  let acknowledged = false;
  const { acknowledge } = stepper.inSteps({ acknowledge: async () => void (acknowledged = true) });
  const begin = async (event: StoredEvent): Promise<Set<string>> => {
    const { groups, endpoints } = await prepare({ endpoints: calls }, [event]);
    const { begun } = await openGroup({ deliveries: calls }, groups[0]!, { places, leaseMs: LEASE_MS });
    await acknowledge();
    for (const { record, body: known } of begun) await deliver({ id: record.id, record, body: known }, inRound(destinations, endpoints));
    return new Set(begun.map(({ record }) => record.id));
  };
  const work = async (event: StoredEvent | undefined, reminders: ReminderData[]): Promise<void> => {
    const begun = event ? await begin(event) : new Set();
    for (const { id } of reminders) if (!begun.has(id)) await deliver({ id }, inRound(destinations));
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

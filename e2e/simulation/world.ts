import { createSecretBox, type SecretBox } from '@darkroom/runtime';

import { createBook, type Book } from './book.ts';
import { createAccount, type Account } from './getty/account.ts';
import { createLedger, type Ledger } from './getty/ledger.ts';
import { createGettyNetwork, type GettyNetwork } from './getty/network.ts';
import type { Plan } from './plan.ts';
import { startApi, type Api } from './processes/api.ts';
import { createCrew, type Crew } from './processes/crew.ts';
import { startNotifier, type Notifier } from './processes/notifier.ts';
import { createSimulatedReminders, type SimulatedReminders } from './processes/simulated-reminders.ts';
import { startWorker, type Worker } from './processes/worker.ts';
import { createInternet, type Internet } from './receivers/internet.ts';
import { createRedisServer, type RedisServer } from './redis/redis-server.ts';
import type { Snapshot } from './redis/snapshots.ts';
import { createSpy, type Spy } from './spy.ts';
import { createDice, type Dice } from './time/dice.ts';
import { createVirtualTime, type VirtualTime } from './time/virtual-time.ts';
import { createTrace, type Trace } from './trace.ts';
import { createWitness, type Witness } from './witness.ts';

/** Where all worlds begin: long past by real clocks, since Redis takes no delivery times in the future. */
const BEGINNING = Date.UTC(2025, 2, 1, 12);
const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const ENDPOINT_SECRET = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const ENCRYPTION_KEY = Buffer.alloc(32, 5);

export type WorldOptions = {
  seed: string;
  plan: Plan;
  redis: { url: string; prefix: string };
  show?: ((line: string) => void) | undefined;
  /** False: stop, somebody has enough. */
  goesOn?: (() => boolean) | undefined;
};

/** Everything of a world. */
export type World = {
  plan: Plan;
  prefix: string;
  dice: Dice;
  time: VirtualTime;
  trace: Trace;
  redis: RedisServer;
  book: Book;
  spy: Spy;
  witness: Witness;
  ledger: Ledger;
  account: Account;
  network: GettyNetwork;
  internet: Internet;
  reminders: SimulatedReminders;
  /** What happened that may lead to more: while it stands, a look finds nothing new. */
  activity: { count(): number; note(): void };
  workers: Crew<Worker>;
  notifiers: Crew<Notifier>;
  apis: Crew<Api>;
  /** What the notifiers sign with, as settings. */
  secrets: Record<string, string>;
  secretBox: SecretBox;
  endpointSecret: string;
  /** What ends the weather that lasts. */
  endings: Set<() => void>;
  /** When Redis lost its last writes, and back to when. */
  losses: { at: number; backTo: number }[];
  ask: Ask;
  loseWrites(ms: number): void;
  close(): Promise<void>;
};

/**
 * A client's call: to one of the apis, again at another when there is no answer in time and asking twice is harmless. Nothing where it was
 * refused, or never answered.
 */
export type Ask = <T>(
  what: string,
  call: (api: Api) => Promise<T>,
  patience: { again: boolean; patienceMs: number },
) => Promise<T | undefined>;

/** Builds it once, by hand. Nothing moves before its `time` runs. */
export function createWorld({ seed, plan, redis: { url, prefix }, show }: WorldOptions): World {
  const dice = createDice(seed);
  const time = createVirtualTime(BEGINNING);
  const trace = createTrace({ startAt: BEGINNING, now: time.now, show });
  const redis = createRedisServer({ url, prefix, time, dice: dice.fork('redis'), trace });
  const book = createBook();
  const spy = createSpy({ redis, book });
  const ledger = createLedger();
  let active = 0;
  const activity = { count: (): number => active, note: (): void => void active++ };
  const reminders = createSimulatedReminders({ time, dice: dice.fork('reminders'), trace, onWork: activity.note });
  const gettyDice = dice.fork('getty');
  const account = createAccount({
    settings: structuredClone(plan.account),
    dice: gettyDice,
    now: time.now,
    pendingNow: () => ledger.pending(time.now()),
  });
  const network = createGettyNetwork({
    ledger,
    account,
    dice: gettyDice,
    now: time.now,
    tokens: new Map(),
    time,
    trace,
    settings: structuredClone(plan.way),
  });
  const internet = createInternet({ time, dice: dice.fork('internet'), trace });
  const crewDice = dice.fork('crews');

  const world: World = {
    plan,
    prefix,
    dice,
    time,
    trace,
    redis,
    book,
    spy,
    witness: createWitness({ time, redis, account, book, way: network.settings, waitingForWorkers: reminders.waitingForWorkers }),
    ledger,
    account,
    network,
    internet,
    reminders,
    activity,
    secrets: { WEBHOOK_SECRET, DARKROOM_ENCRYPTION_KEY: ENCRYPTION_KEY.toString('base64') },
    secretBox: createSecretBox(ENCRYPTION_KEY),
    endpointSecret: ENDPOINT_SECRET,
    endings: new Set(),
    losses: [],
    workers: createCrew({ time, dice: crewDice }, { name: 'worker', start: (name, given) => startWorker(world, name, given) }),
    notifiers: createCrew({ time, dice: crewDice }, { name: 'notifier', start: (name, given) => startNotifier(world, name, given) }),
    apis: createCrew({ time, dice: crewDice }, { name: 'api', start: (name) => startApi(world, name) }),
    ask,
    loseWrites,
    close: async (): Promise<void> => {
      await redis.snapshots.clear();
      redis.close();
    },
  };
  return world;

  async function ask<T>(
    what: string,
    call: (api: Api) => Promise<T>,
    { again, patienceMs }: { again: boolean; patienceMs: number },
  ): Promise<T | undefined> {
    for (;;) {
      const api = world.apis.one();
      if (!api) await new Promise<void>((resolve) => void time.in(1_000, resolve));
      if (!api) continue;
      trace.say('client', what);
      activity.note();
      const answer = await Promise.race([
        call(api).then(
          (value) => ({ value }),
          (error: Error) => ({ error }),
        ),
        new Promise<'late'>((resolve) => void time.in(patienceMs, () => resolve('late'))),
      ]);
      if (answer !== 'late') {
        if ('value' in answer) return answer.value;
        trace.say('client', `${what}: ${answer.error.name} ${answer.error.message}`);
        if (answer.error.name !== 'ProblemError') throw answer.error;
        return undefined;
      }
      if (!again) return undefined;
    }
  }

  /** Redis dies in `ms`, and comes back as it is now, after a moment. */
  function loseWrites(ms: number): void {
    const restoreAt = time.now() + ms;
    time.at(time.now(), async () => {
      await spy.look();
      const snapshot = await redis.snapshots.take();
      time.at(restoreAt, () => goBackTo(snapshot));
    });
  }

  async function goBackTo(snapshot: Snapshot): Promise<void> {
    await spy.look();
    redis.goAway(dice.whole(100, 3_000));
    await redis.snapshots.putBack(snapshot);
    redis.failOver();
    trace.say('redis', `is again as it was ${time.now() - snapshot.at} ms ago`);
    world.losses.push({ at: time.now(), backTo: snapshot.at });
    spy.goBack(snapshot.at);
    reminders.lose(1);
  }
}

import type { QueueName, ReminderData, ReminderOutcome, Reminders } from '@darkroom/queue';

import type { Dice } from '../time/dice.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { Trace } from '../trace.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/**
 * BullMQ's part of a world: queues of reminders as the product relies on them. Adding an id that exists does nothing, also a finished one; what
 * is handed out is locked by the process that has it, and handed out again some time after that process died or stood still.
 */
export type SimulatedReminders = ReturnType<typeof createSimulatedReminders>;

type State = 'waiting' | 'delayed' | 'active' | 'finished';
type Entry = { id: string; data: ReminderData; state: State; dueAt: number; holder: SimulatedProcess | undefined };
type Taker = { process: SimulatedProcess; places: number; underWay: number; handle: (reminder: ReminderData) => Promise<ReminderOutcome> };
type ReminderQueue = { name: QueueName; entries: Map<string, Entry>; waiting: Set<string>; takers: Taker[]; finished: string[] };

/** A lock lasts 15 s and is renewed at half its time; who looks for lost ones looks every 5 s. */
const LOST_AFTER_MS = { least: 7_500, most: 20_000 };
const KEPT_FINISHED = 1_000;
const AFTER_THROWN_MS = 5_000;
const LATENCY_MS = 3;
const LOOK_AGAIN_MS = 1_000;

/** `onWork` is called with each reminder of a job that is handed out. */
export function createSimulatedReminders({
  time,
  dice,
  trace,
  onWork,
}: {
  time: VirtualTime;
  dice: Dice;
  trace: Trace;
  onWork: () => void;
}) {
  const queues = new Map<QueueName, ReminderQueue>();
  const queueOf = (name: QueueName): ReminderQueue => {
    const known = queues.get(name);
    if (known) return known;
    const queue: ReminderQueue = { name, entries: new Map(), waiting: new Set(), takers: [], finished: [] };
    queues.set(name, queue);
    return queue;
  };

  const wait = (queue: ReminderQueue, entry: Entry): void => {
    entry.state = 'waiting';
    entry.holder = undefined;
    queue.waiting.add(entry.id);
    handOutSoon(queue);
  };
  const delay = (queue: ReminderQueue, entry: Entry, dueAt: number): void => {
    entry.state = 'delayed';
    entry.holder = undefined;
    entry.dueAt = dueAt;
    time.at(dueAt, () => {
      if (queue.entries.get(entry.id) === entry && entry.state === 'delayed' && entry.dueAt === dueAt) wait(queue, entry);
    });
  };
  const add = (queue: ReminderQueue, data: ReminderData, delayMs = 0): void => {
    const id = reminderId(data);
    if (queue.entries.has(id)) return;
    const entry: Entry = { id, data, state: 'waiting', dueAt: time.now(), holder: undefined };
    queue.entries.set(id, entry);
    if (delayMs > 0) delay(queue, entry, time.now() + delayMs);
    else wait(queue, entry);
  };
  const remove = (queue: ReminderQueue, id: string): void => {
    if (queue.entries.get(id)?.state === 'active') return; // it is locked
    queue.entries.delete(id);
    queue.waiting.delete(id);
  };
  const finish = (queue: ReminderQueue, entry: Entry): void => {
    entry.state = 'finished';
    entry.holder = undefined;
    queue.finished.push(entry.id);
    if (queue.finished.length <= KEPT_FINISHED) return;
    const oldest = queue.finished.shift()!;
    if (queue.entries.get(oldest)?.state === 'finished') queue.entries.delete(oldest);
  };

  const handOutSoon = (queue: ReminderQueue): void => void time.in(dice.whole(0, LATENCY_MS), () => handOut(queue));

  const handOut = (queue: ReminderQueue): void => {
    for (const id of queue.waiting) {
      const free = queue.takers.filter(({ process, places, underWay }) => process.isAlive() && !process.isFrozen() && underWay < places);
      if (free.length === 0) {
        if (queue.takers.some(({ process }) => process.isFrozen())) time.in(LOOK_AGAIN_MS, () => handOut(queue));
        return;
      }
      queue.waiting.delete(id);
      const entry = queue.entries.get(id);
      if (entry) void work(queue, entry, dice.pick(free));
    }
  };

  /** A pass of one process over one reminder. */
  const work = async (queue: ReminderQueue, entry: Entry, taker: Taker): Promise<void> => {
    const { process } = taker;
    entry.state = 'active';
    entry.holder = process;
    if (queue.name !== 'delivery') onWork();
    taker.underWay++;
    watchLock(queue, entry, process);
    const outcome = await taker.handle(entry.data).catch((error: Error): ReminderOutcome => {
      trace.say(process.name, `threw over ${entry.id}: ${error.stack ?? error.message}`);
      return { note: 'threw', againAt: process.clock.now() + AFTER_THROWN_MS };
    });
    await process.call(
      `${outcome.note} ${entry.id}${outcome.againAt === undefined ? '' : ` again in ${outcome.againAt - process.clock.now()} ms`}`,
      () => {
        // Its lock was lost meanwhile: somebody else has it.
        if (entry.holder !== process || queue.entries.get(entry.id) !== entry) return;
        if (outcome.againAt === undefined) finish(queue, entry);
        else if (outcome.againAt > time.now()) delay(queue, entry, outcome.againAt);
        else wait(queue, entry);
      },
    );
    taker.underWay--;
    handOutSoon(queue);
  };

  /** Hands it out again once its holder has been dead, or has stood still, for longer than a lock lasts. */
  const watchLock = (queue: ReminderQueue, entry: Entry, holder: SimulatedProcess): void => {
    const look = (): void => {
      if (entry.holder !== holder || queue.entries.get(entry.id) !== entry || entry.state !== 'active') return;
      if (holder.isAlive() && !holder.isFrozen()) {
        time.in(dice.whole(LOST_AFTER_MS.least, LOST_AFTER_MS.most), look);
        return;
      }
      trace.say('reminders', `${entry.id} was lost by ${holder.name}`);
      wait(queue, entry);
    };
    time.in(dice.whole(LOST_AFTER_MS.least, LOST_AFTER_MS.most), look);
  };

  /** The product's side of it, as one process calls it. */
  const forProcess = (process: SimulatedProcess, redis: { awayUntil: () => number }): Reminders => {
    const call = <T>(what: string, effect: () => T): Promise<T> =>
      process.call(what, effect, { afterMs: dice.whole(0, LATENCY_MS), notBefore: redis.awayUntil() });
    const ensure = async (name: QueueName, data: ReminderData): Promise<void> => {
      const queue = queueOf(name);
      const id = reminderId(data);
      const state = await call(`look for reminder ${id}`, () => {
        if (queue.entries.get(id)?.state === 'finished') remove(queue, id);
        return queue.entries.get(id)?.state;
      });
      if (state === undefined) await call(`remind ${id}`, () => add(queue, data, 0));
      if (state !== 'delayed') return;
      await call(`promote ${id}`, () => {
        const entry = queue.entries.get(id);
        if (entry?.state === 'delayed') wait(queue, entry);
      });
    };
    const ensureMany: Reminders['ensureMany'] = async (all) => {
      await Promise.all(all.map(({ name, data }) => ensure(name, data)));
    };
    const forget = (name: QueueName, data: ReminderData): Promise<void> =>
      call(`forget ${reminderId(data)}`, () => remove(queueOf(name), reminderId(data)));
    return {
      add: (name, data, delayMs) => call(`remind ${reminderId(data)}`, () => add(queueOf(name), data, delayMs)),
      addMany: (all) =>
        call(`remind of ${all.length}`, () => {
          for (const { name, data, delayMs } of all) add(queueOf(name), data, delayMs);
        }),
      ensure,
      ensureMany,
      remindWoken: (woken) =>
        ensureMany(
          woken.map((reminder) => {
            const [name, run, id] = reminder.split(' ') as [QueueName, string, string];
            return { name, data: { id, run: Number(run) } };
          }),
        ),
      forget,
      forgetMany: async (all) => {
        await Promise.all(all.map(({ name, data }) => forget(name, data)));
      },
      close: async () => undefined,
      queues: () => [],
    };
  };

  return {
    forProcess,
    /** A process works on the reminders of a queue, so many at a time. */
    take: (name: QueueName, process: SimulatedProcess, places: number, handle: Taker['handle']): void => {
      const queue = queueOf(name);
      const taker: Taker = { process, places, underWay: 0, handle };
      queue.takers.push(taker);
      process.onDeath(() => queue.takers.splice(queue.takers.indexOf(taker), 1));
      handOutSoon(queue);
    },
    /** Loses this share of all reminders that no worker has taken. */
    lose: (share: number): void => {
      for (const queue of queues.values()) {
        for (const entry of queue.entries.values()) if (dice.chance(share)) remove(queue, entry.id);
      }
    },
    /** Passes that wait for a worker with a free place. */
    waitingForWorkers: (): number => queueOf('generation').waiting.size + queueOf('download').waiting.size,
    /** How many there are, by state. */
    count: (): Record<State, number> => {
      const counts = { waiting: 0, delayed: 0, active: 0, finished: 0 };
      for (const queue of queues.values()) for (const { state } of queue.entries.values()) counts[state]++;
      return counts;
    },
  };
}

/** BullMQ's ids may hold no colon. */
function reminderId(data: ReminderData): string {
  return data.run === 0 ? data.id : `${data.id}.${data.run}`;
}

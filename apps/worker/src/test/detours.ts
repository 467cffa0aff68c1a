import type { SteppedWorker } from './stepped-worker.ts';
import type { setupSteps } from './stepped-world.ts';

type World = Awaited<ReturnType<typeof setupSteps>>;

/** A detour of a generation. */
export type Detour = {
  /** `n` distinguishes the prompts of one Getty. */
  submit: (world: World, n: number) => Promise<string>;
  /** Brings the job and its related jobs to the end, or until the worker halts. */
  run: (world: World, worker: SteppedWorker, id: string) => Promise<void>;
  /** The final events. */
  events: string[];
  /** The steps after which it cannot be known whether a call was accepted. */
  heldAt: string[];
};

/** Between intent and call: a generation that was never sent looks like one that Getty does not show. */
const NEVER_SENT = ['after intend', 'before generate'];

/** A fast Getty may have finished before the first poll: then there is no waiting event. */
const END = /\.(succeeded|failed|canceled|expired)$/;
/** Longer than the time after which a call that is not found counts as not accepted. */
const UNTIL_ABSENCE_COUNTS_MS = 200_000;

const runAlone: Detour['run'] = (world, worker, id) => world.run(worker, id);

export const DETOURS: Record<string, Detour> = {
  'is refused by the query limit, first its call and then a poll': {
    submit: (world, n) => world.generation(`a fox ${n} [sim:generate status=429-qps times=1] [sim:poll status=429-qps times=1]`),
    run: runAlone,
    events: ['generation.succeeded'],
    // Without the answer of the refusal only the history is left, which does not show what was never accepted.
    heldAt: [...NEVER_SENT, 'after generate', 'before settle', ...NEVER_SENT],
  },
  'waits in line for its slot': {
    submit: async (world) => {
      await world.setLimits({ pending: 1, queries: undefined });
      const holder = await world.generation('a fox in front');
      await world.worker().pass({ id: holder, run: 1 });
      holders.set(world, holder);
      return world.generation('a fox');
    },
    run: async (world, worker, id) => {
      if ((await worker.pass({ id, run: 1 })) === 'halted') return;
      await world.run(world.worker(), holders.get(world)!);
      await world.run(worker, id);
    },
    events: ['generation.succeeded', 'generation.succeeded'],
    heldAt: NEVER_SENT,
  },
  'is sent again after an unknown outcome': {
    submit: (world, n) => world.generation(`a fox ${n} [sim:generate drop=before times=1]`, { on_unknown: 'retry' }),
    run: async (world, worker, id) => {
      if ((await worker.pass({ id, run: 1 })) === 'halted') return;
      await world.clock.sleep(UNTIL_ABSENCE_COUNTS_MS); // instead of a look-up every few seconds
      await world.run(worker, id);
    },
    events: ['generation.succeeded'],
    heldAt: [],
  },
  'is followed by two downloads': {
    submit: (world) => world.generation('a fox', { download: { size_name: '4k', images: [0, 2] } }),
    run: async (world, worker, id) => {
      await world.run(worker, id);
      for (const download of (await world.record(id)).downloads) if (!worker.halted) await world.run(worker, download);
    },
    events: ['download.succeeded', 'download.succeeded', 'generation.succeeded'],
    heldAt: NEVER_SENT,
  },
};

/** The generation in front of another. */
const holders = new WeakMap<World, string>();

/** The results of a generation and of the downloads that follow. */
export async function endOf(world: World, id: string) {
  const job = await world.record(id);
  const downloads = await Promise.all(job.downloads.map(world.record));
  return {
    status: job.status,
    billing: job.billing.state,
    paid: (await world.effects(job)).length,
    downloads: downloads.map(({ status, billing }) => `${status} ${billing.state}`),
    paidDownloads: downloads.length === 0 ? 0 : (await world.effects(downloads[0]!)).length,
    events: (await world.eventTypes()).filter((event) => END.test(event)).toSorted(),
    empty: await world.isEmpty(),
  };
}

/** The only allowed end. */
export function oneEnd({ events }: Detour): Awaited<ReturnType<typeof endOf>> {
  const downloads = events.filter((event) => event === 'download.succeeded').map(() => 'succeeded charged');
  return {
    status: 'succeeded',
    billing: 'charged',
    paid: 1,
    downloads,
    paidDownloads: downloads.length,
    events,
    empty: true,
  };
}

import type { Book } from './book.ts';
import type { Account } from './getty/account.ts';
import type { RedisServer } from './redis/redis-server.ts';
import type { VirtualTime } from './time/virtual-time.ts';

const LOOK_MS = 1_000;

/** How the lines and slots were at one moment. */
export type Sight = {
  at: number;
  /** Whether Getty or its tokens could be reached. */
  isOpen: boolean;
  /** Getty's true limits. */
  limits: { pending: number; queries: number };
  /** Tenants with a job in the line for slots. */
  inLine: string[];
  /** The tenant of each job that has a slot. */
  slots: Map<string, string>;
  /** Slots that are kept for jobs that have ended here. */
  kept: number;
  /** Jobs that wait for a turn to call Getty. */
  waitingForTurns: number;
  /** Reminders that wait for a worker with a free place. */
  waitingForWorkers: number;
};

export type Witness = ReturnType<typeof createWitness>;

type WitnessDeps = {
  time: VirtualTime;
  redis: RedisServer;
  account: Account;
  book: Book;
  way: { api: string; token: string };
  waitingForWorkers: () => number;
};

/** Looks at the lines and slots each second, behind the product's back, and remembers what it saw. */
export function createWitness({ time, redis, account: { settings }, book, way, waitingForWorkers }: WitnessDeps) {
  const sights: Sight[] = [];
  const tenants = new Map<string, string>();
  const keyOf = (...names: string[]): string => [redis.root, ...names].join(':');

  const tenantOf = async (id: string): Promise<string> => {
    const known = tenants.get(id) ?? book.accepted.get(id)?.tenant ?? (await redis.raw.hget(keyOf('job', id), 'tenant')) ?? '';
    tenants.set(id, known);
    return known;
  };

  const look = async (): Promise<void> => {
    const turns = ['turn.poll', 'turn.slot', 'turn.paid'];
    const reading = redis.raw.pipeline();
    reading.zrange(keyOf('line', 'pending'), 0, '-1');
    reading.zrange(keyOf('slots', 'pending'), 0, '-1', 'WITHSCORES');
    for (const turn of turns) reading.exists(keyOf('line', turn));
    const [line, flat, ...lines] = (await reading.exec())!.map(([, answer]) => answer) as [string[], string[], ...number[]];
    const slots = new Map<string, string>();
    let kept = 0;
    for (let i = 0; i < flat.length; i += 2) {
      if (Number(flat[i + 1]) > 0) kept++;
      else slots.set(flat[i]!, await tenantOf(flat[i]!));
    }
    const { pending, queries } = settings;
    const waitingForTurns = lines.reduce((sum, count) => sum + count, 0);
    sights.push({
      at: time.now(),
      isOpen: way.api === 'open' && way.token === 'open',
      limits: { pending, queries },
      inLine: line,
      slots,
      kept,
      waitingForTurns,
      waitingForWorkers: waitingForWorkers(),
    });
  };

  return {
    sights: (): readonly Sight[] => sights,
    watchUntil: (until: number): void =>
      time.every(
        () => LOOK_MS,
        async () => {
          await look();
          return time.now() < until;
        },
      ),
  };
}

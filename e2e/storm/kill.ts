import { waitFor, type AppProcess, type OwnRedis } from '@darkroom/testkit';

import type { System } from '../system.ts';
import type { StormRedis } from './storm-redis.ts';
import { waitForCommand } from './wait-for-command.ts';

export type Victim = 'worker' | 'redis' | 'notifier' | 'api';

/**
 * Who is killed, or hangs, in a turn; and at which command, where that counts. Of workers and notifiers all are killed then. `trouble`: the number of what
 * happens to this kind of Redis instead; where it has none of that number, it is killed.
 */
type Turn = { victim: Victim; at?: string; hangs?: true; trouble?: number };

/** After six turns each kind of process was killed once, and all while they pack; after sixteen, at each step of packing and of a first try. */
const TURNS: Turn[] = [
  { victim: 'worker' },
  { victim: 'redis' },
  { victim: 'notifier' },
  { victim: 'worker', at: 'pack_jobs' },
  { victim: 'api' },
  { victim: 'redis', at: 'pack_jobs' },
  { victim: 'notifier', at: 'open_deliveries' },
  { victim: 'api', at: 'unpack_job' },
  { victim: 'redis', hangs: true },
  { victim: 'worker' },
  { victim: 'notifier', at: 'settle_delivery' },
  { victim: 'worker', at: 'read_to_pack' },
  { victim: 'redis', at: 'unpack_job' },
  { victim: 'redis', at: 'open_deliveries' },
  { victim: 'worker' },
  { victim: 'notifier', at: 'take_deliveries' },
];
/** Where another Redis takes over, every other turn hits the one that takes writes. */
const FAILOVERS: Turn[] = [
  { victim: 'redis' },
  { victim: 'worker' },
  { victim: 'redis', at: 'accept' },
  { victim: 'notifier' },
  { victim: 'redis', trouble: 0 },
  { victim: 'redis', at: 'settle' },
  { victim: 'api' },
  { victim: 'redis', hangs: true },
  { victim: 'worker', at: 'pack_jobs' },
  { victim: 'redis', trouble: 1 },
  { victim: 'redis', trouble: 2 },
  { victim: 'redis', at: 'open_deliveries' },
  { victim: 'notifier', at: 'settle_delivery' },
];
const IDLE_MS = 3_000;

/** Kills the next process in the middle of its work, and starts it again. Returns what happened, in words. */
export async function killNext(
  system: System,
  redis: StormRedis,
  { turn, random }: { turn: number; random: () => number },
): Promise<string> {
  const turns = redis.kind === 'alone' ? TURNS : FAILOVERS;
  const { victim, at, hangs, trouble } = turns[turn % turns.length]!;
  const which = Math.floor(random() * 8);
  if (at === undefined) await untilBusy(system, { victim, which, lines: 1 + Math.floor(random() * 20) });
  // Where nothing runs this command, it is killed all the same.
  else await waitForCommand(await redis.now(), at, IDLE_MS).catch(() => undefined);
  const other = trouble === undefined ? undefined : redis.troubles[trouble];
  if (other) {
    await other.happen(random());
    return other.name;
  }
  if (hangs) {
    await redis.hang(random());
    return 'redis hung';
  }
  const count = victim === 'worker' ? system.processes.workers.length : victim === 'notifier' ? notifiers(system).length : 1;
  const killed = at === undefined ? [which] : Array.from({ length: count }, (_, each) => each);
  await Promise.all(killed.map((each) => killAndStart(system, redis, { victim, which: each })));
  return at === undefined ? victim : `${victim} at ${at}`;
}

/** kill -9, and a new one in its place: Redis on the same data. `which`, of several workers or notifiers. */
export async function killAndStart(
  system: System,
  redis: OwnRedis | StormRedis,
  { victim, which = 0 }: { victim: Victim; which?: number },
): Promise<void> {
  if (victim === 'redis') {
    if ('die' in redis) return redis.die();
    await redis.kill('SIGKILL');
    return redis.restart();
  }
  const { processes } = system;
  const old = processOf(system, victim, which);
  old.kill('SIGKILL');
  await old.exited;
  const fresh = await system.start[victim]();
  if (victim === 'api') processes.api = fresh;
  else if (victim === 'worker') processes.workers[processes.workers.indexOf(old)] = fresh;
  else if (processes.notifier === old) processes.notifier = fresh;
  else processes.moreNotifiers[processes.moreNotifiers.indexOf(old)] = fresh;
}

function notifiers({ processes }: System): AppProcess[] {
  return [processes.notifier, ...processes.moreNotifiers];
}

function processOf(system: System, victim: Victim, which: number): AppProcess {
  if (victim === 'api') return system.processes.api;
  const several = victim === 'notifier' ? notifiers(system) : system.processes.workers;
  return several[which % several.length]!;
}

/** Some lines of its log from now: that is where in its work it is hit. One that has nothing to do says nothing, and is killed all the same. */
async function untilBusy(system: System, { victim, which, lines }: { victim: Victim; which: number; lines: number }): Promise<void> {
  const watched = processOf(system, victim === 'redis' ? 'worker' : victim, which);
  const before = watched.lines.length;
  await waitFor(() => watched.lines.length >= before + lines, { what: `${victim} to work`, timeoutMs: IDLE_MS }).catch(() => undefined);
}

import { setTimeout as sleep } from 'node:timers/promises';

import { waitFor, type AppProcess, type OwnRedis } from '@darkroom/testkit';

import type { System } from '../system.ts';
import { waitForCommand } from './wait-for-command.ts';

export type Victim = 'worker' | 'redis' | 'notifier' | 'api';

/** Who is killed, or hangs, in a turn; and at which command, where that counts. Of workers and notifiers all are killed then. */
type Turn = { victim: Victim; at?: string; hangs?: true };

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
const IDLE_MS = 3_000;
const HANGS_MS = 6_000;

/** Kills the next process in the middle of its work, and starts it again. Returns what happened, in words. */
export async function killNext(system: System, redis: OwnRedis, { turn, random }: { turn: number; random: () => number }): Promise<string> {
  const { victim, at, hangs } = TURNS[turn % TURNS.length]!;
  const which = Math.floor(random() * 8);
  if (at === undefined) await untilBusy(system, { victim, which, lines: 1 + Math.floor(random() * 20) });
  // Where nothing runs this command, it is killed all the same.
  else await waitForCommand(redis, at, IDLE_MS).catch(() => undefined);
  if (hangs) {
    await redis.pause();
    await sleep(HANGS_MS * random());
    await redis.resume();
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
  redis: OwnRedis,
  { victim, which = 0 }: { victim: Victim; which?: number },
): Promise<void> {
  if (victim === 'redis') {
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

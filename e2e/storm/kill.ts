import { waitFor, type OwnRedis } from '@darkroom/testkit';

import type { System } from '../system.ts';

export type Victim = 'worker' | 'redis' | 'notifier' | 'api';

/** The order of kills: each of the three workers and each other process once in six. */
const TURNS: Victim[] = ['worker', 'redis', 'notifier', 'worker', 'api', 'worker'];
const IDLE_MS = 3_000;

/** Kills the next process in the middle of its work, and starts it again. Returns which it was. */
export async function killNext(system: System, redis: OwnRedis, { turn, random }: { turn: number; random: () => number }): Promise<Victim> {
  const victim = TURNS[turn % TURNS.length]!;
  const worker = Math.floor(turn / 2) % system.processes.workers.length;
  await untilBusy(system, { victim, worker, lines: 1 + Math.floor(random() * 20) });
  await killAndStart(system, redis, { victim, worker });
  return victim;
}

/** kill -9, and a new one in its place: Redis on the same data. `worker` says which, of several. */
export async function killAndStart(
  system: System,
  redis: OwnRedis,
  { victim, worker = 0 }: { victim: Victim; worker?: number },
): Promise<void> {
  if (victim === 'redis') {
    await redis.kill('SIGKILL');
    return redis.restart();
  }
  const old = victim === 'worker' ? system.processes.workers[worker]! : system.processes[victim];
  old.kill('SIGKILL');
  await old.exited;
  const fresh = await system.start[victim]();
  if (victim === 'worker') system.processes.workers[worker] = fresh;
  else system.processes[victim] = fresh;
}

/** Some lines of its log from now: that is where in its work it is hit. One that has nothing to do says nothing, and is killed all the same. */
async function untilBusy(system: System, { victim, worker, lines }: { victim: Victim; worker: number; lines: number }): Promise<void> {
  const { processes } = system;
  const watched = victim === 'worker' || victim === 'redis' ? processes.workers[worker]! : processes[victim];
  const before = watched.lines.length;
  await waitFor(() => watched.lines.length >= before + lines, { what: `${victim} to work`, timeoutMs: IDLE_MS }).catch(() => undefined);
}

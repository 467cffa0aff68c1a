import { isFinal, type JobStatus } from '@darkroom/contracts';

import { waitsForHeld } from '../waits-for-held.ts';
import type { Invariant, Violation } from './invariant.ts';
import { readRecords } from './records.ts';

/** When the world has been healthy for long enough, each accepted job has ended, or is held for a person. */
export const nothingStuck: Invariant = {
  name: 'nothing is stuck',
  end: async (world) => {
    const { jobs, zsets } = await readRecords(world);
    const now = world.time.now();
    const lost = (at: number) => world.losses.some((loss) => at > loss.backTo && at <= loss.at);
    const isStuck = async (id: string, status: JobStatus): Promise<boolean> =>
      !isFinal(status) && status !== 'held' && !(await waitsForHeld(world, id));
    const wrong: Violation[] = [];
    for (const { id, at } of world.book.accepted.values()) {
      const job = jobs.get(id);
      // A Redis that lost its last writes lost what was accepted then (docs/operations/redis.md#lost-writes).
      if (!job) {
        if (!lost(at) && !world.book.removed.has(id)) wrong.push({ says: `${id} was accepted and is gone`, about: [id] });
        continue;
      }
      const status = job['status'] as JobStatus;
      if (await isStuck(id, status)) wrong.push({ says: `${id} is ${status} ${job['reason'] ?? ''}`, about: [id] });
    }
    for (const [id, job] of jobs) {
      if (world.book.accepted.has(id)) continue;
      const status = job['status'] as JobStatus;
      if (await isStuck(id, status)) wrong.push({ says: `${id}, which no client has the id of, is ${status}`, about: [id] });
    }
    for (const [name, members] of zsets) {
      if (!name.startsWith('slots:')) continue;
      for (const [id, score] of members) {
        if (score <= 0 || score < now - 60_000) wrong.push({ says: `${name} is still taken by ${id}`, about: [id] });
      }
    }
    return wrong;
  },
};

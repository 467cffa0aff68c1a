import type { Invariant, Violation } from './invariant.ts';
import { readRecords } from './records.ts';

/** What is kept of jobs, batches and events goes with them: looked at when retention has taken what ended. */
export const nothingLeaks: Invariant = {
  name: 'nothing is left of what is gone',
  gone: async (world) => {
    const { jobs, zsets, hashes } = await readRecords(world);
    const { redis } = world;
    const names = (await redis.raw.keys(`${redis.root}:*`)).map((key) => key.slice(redis.root.length + 1)).toSorted();
    const expiring = zsets.get('simulated:expiries') ?? new Map<string, number>();
    const batches = new Set([...hashes.keys()].filter((name) => name.startsWith('batch:')).map((name) => name.slice('batch:'.length)));
    const isThere = (id: string): boolean => jobs.has(id) || batches.has(id);
    const left: Violation[] = [];
    const miss = (what: string, id: string): void => void left.push({ says: `${what} is left of ${id}, which is gone`, about: [id] });

    for (const name of names) {
      const owner = /(?:job|batch)_[0-9a-f]{32}/.exec(name)?.[0];
      // Jobs name their parent and their source for as long as they are there themselves.
      if (owner !== undefined && !isThere(owner) && !/^(?:children|made-from):/.test(name)) miss(name, owner);
      if (name.startsWith('getty:')) {
        const job = await redis.raw.get(`${redis.root}:${name}`);
        if (!jobs.has(job ?? '')) miss(name, job ?? 'no job');
      }
      if (name.startsWith('idempotency:') && !expiring.has(`${redis.root}:${name}`)) {
        const [, id = ''] = ((await redis.raw.get(`${redis.root}:${name}`)) ?? '').split(' ');
        if (/^(?:job|batch)_/.test(id) && !isThere(id)) miss(name, id);
      }
    }
    for (const [name, members] of zsets) {
      for (const member of members.keys()) {
        const id = /^(?:job|batch)_[0-9a-f]{32}/.exec(member)?.[0];
        // A slot is kept for a while for what Getty still works on.
        if (id !== undefined && !isThere(id) && !name.startsWith('slots:')) miss(`its place in ${name}`, id);
      }
    }
    for (const [name, fields] of hashes) {
      if (!name.startsWith('event-deliveries:')) continue;
      const { subject = '', about } = fields;
      const pending = Object.entries(fields).some(([field, packed]) => field.startsWith('@') && packed.startsWith('pending'));
      if ((about === 'job' || about === 'batch') && subject !== '' && !isThere(subject) && !pending) miss(name, subject);
    }
    return left;
  },
};

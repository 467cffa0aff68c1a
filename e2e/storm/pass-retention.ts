import { isFinal, type Job } from '@darkroom/contracts';
import { waitFor, type OwnRedis } from '@darkroom/testkit';
import { Redis } from 'ioredis';

import { preload } from '../jumping-clock.ts';
import type { System } from '../system.ts';
import { waitForCommand } from './wait-for-command.ts';

/** A worker to which retention has passed. Its calls to Getty and webhooks are none: all has ended. */
const A_MONTH_LATER = preload(`const { now } = Date; Date.now = () => now() + 32 * 86_400_000;`);
/** Where it is killed, one after the other. */
const STEPS = ['packed_due', 'retire_packed', 'retire_packed'];
const GONE_WITHIN_MS = 60_000;

/** Lets a month pass, and kills who removes jobs while it does so. Returns what is left of jobs that have ended. */
export async function passRetention(system: System, redis: OwnRedis, jobs: Job[]): Promise<string[]> {
  const begin = () => system.start.worker({ NODE_OPTIONS: A_MONTH_LATER });
  for (const step of STEPS) {
    const remover = await begin();
    await waitForCommand(redis, step, 3_000).catch(() => undefined); // it may be done already
    remover.kill('SIGKILL');
    await remover.exited;
  }
  const remover = await begin();
  const raw = new Redis(redis.url);
  const held = jobs.filter(({ status }) => !isFinal(status)).map(({ id }) => id as string);
  let left = await leftOf(raw, system, held);
  await waitFor(async () => (left = await leftOf(raw, system, held)).length === 0, {
    what: 'all to be removed',
    timeoutMs: GONE_WITHIN_MS,
  }).catch(() => undefined); // what is left is reported
  raw.disconnect();
  await remover.stop();
  return left;
}

/** Keys, and entries of sorted sets, that name a job that is gone or belong to packed ones. */
async function leftOf(raw: Redis, system: System, held: string[]): Promise<string[]> {
  const prefix = `{${system.redis.prefix}}:`;
  const names = (await raw.keys(`${prefix}*`)).map((key) => key.slice(prefix.length));
  const isHeld = (text: string) => held.some((id) => text.includes(id));
  const left = names.filter((name) => /job_[0-9a-f]{32}|^(?:kept-block|event-deliveries|getty:|key:)/.test(name));
  // Those of actions end by themselves.
  for (const name of names) if (name.startsWith('idempotency:') && (await raw.pttl(prefix + name)) === -1) left.push(name);
  for (const name of ['jobs:acme', 'ended', 'tenant-deliveries:acme', 'deliveries-ended', 'delivery-later', 'expiring']) {
    left.push(...(await raw.zrange(prefix + name, 0, '-1')).map((member) => `${member} in ${name}`));
  }
  if (held.length > 0) return left.filter((name) => /job_/.test(name) && !isHeld(name));
  return left;
}

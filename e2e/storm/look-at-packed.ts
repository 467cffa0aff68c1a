import { isFinal, type Job } from '@darkroom/contracts';
import { waitFor, type OwnRedis, type ReceivedWebhook } from '@darkroom/testkit';
import { Redis } from 'ioredis';

import type { System } from '../system.ts';

/** What is seen of ended jobs when those at rest are packed, and what is left in Redis of work that is done. */
export type PackedView = {
  packed: number;
  /** Ended jobs that were never unpacked, and are not packed either. */
  notPacked: string[];
  /** Jobs that are shown otherwise than in the webhook about their end. */
  shownOtherwise: string[];
  /** Lists that do not have each of their jobs once. */
  listedWrongly: string[];
  leftBehind: string[];
};

/** The leases of notifiers that were killed have ended by then, and webhooks that failed were sent again. */
const AT_REST_WITHIN_MS = 90_000;
const AT_ONCE = 16;

/** `jobs`: as the API lists them. */
export async function lookAtPacked(
  { system, redis }: { system: System; redis: OwnRedis },
  jobs: Job[],
  webhooks: ReceivedWebhook[],
): Promise<PackedView> {
  const raw = new Redis(redis.url);
  try {
    const prefix = `{${system.redis.prefix}}`;
    const look = async () => ({ notPacked: await unpackedOf(raw, prefix, jobs), leftBehind: await leftBehind(raw, prefix, jobs) });
    let rest = await look();
    const isAtRest = async () => {
      rest = await look();
      return rest.notPacked.length + rest.leftBehind.length === 0;
    };
    // What is not at rest then is reported.
    await waitFor(isAtRest, { what: 'all to be at rest', timeoutMs: AT_REST_WITHIN_MS }).catch(() => undefined);
    return {
      packed: (await raw.keys(`${prefix}:packed:*`)).length,
      ...rest,
      shownOtherwise: await shownOtherwise(system, jobs, webhooks),
      listedWrongly: await listedWrongly(system, jobs),
    };
  } finally {
    raw.disconnect();
  }
}

/** Ended jobs that are not packed, though no caller had them unpacked. */
async function unpackedOf(raw: Redis, prefix: string, jobs: Job[]): Promise<string[]> {
  const unpacked: string[] = [];
  for (const { id, status } of jobs) {
    if (!isFinal(status) || (await raw.exists(`${prefix}:packed:${id}`)) === 1) continue;
    if ((await raw.hexists(`${prefix}:job:${id}`, 'unpacked')) === 0) unpacked.push(`${id} ${status}`);
  }
  return unpacked;
}

/** Nothing happens to a job after its end: what its webhook said still holds. */
async function shownOtherwise(system: System, jobs: Job[], webhooks: ReceivedWebhook[]): Promise<string[]> {
  const ends = new Map(webhooks.map(({ body }) => [`${body.data.id} ${body.data.run} ${body.data.status}`, body.data as Job]));
  const wrong: string[] = [];
  for (let from = 0; from < jobs.length; from += AT_ONCE) {
    const shown = await Promise.all(jobs.slice(from, from + AT_ONCE).map(({ id }) => system.job(id)));
    for (const { timeline, ...job } of shown) {
      const announced = isFinal(job.status) && ends.get(`${job.id} ${job.run} ${job.status}`);
      if (announced && textOf(job) !== textOf(announced)) wrong.push(`${job.id}: ${textOf(job)} instead of ${textOf(announced)}`);
      if (!timeline || timeline.length === 0) wrong.push(`${job.id} has no timeline`);
    }
  }
  return wrong;
}

/** Without what an outlook or another job adds. */
function textOf({
  id,
  run,
  seq,
  status,
  request,
  result,
  getty,
  billing,
  error,
  attempts,
  metadata,
  created_at,
  finished_at,
}: Job): string {
  return JSON.stringify([id, run, seq, status, request, result, getty, billing, error, attempts, metadata, created_at, finished_at]);
}

async function listedWrongly(system: System, jobs: Job[]): Promise<string[]> {
  const filters: [query: string, wanted: (job: Job) => boolean][] = [
    ['status=succeeded', ({ status }) => status === 'succeeded'],
    ['type=download', ({ type }) => type === 'download'],
    ['q=storm', ({ type }) => type === 'generation'],
    ['q=number+storm&status=succeeded', ({ type, status }) => type === 'generation' && status === 'succeeded'],
    ['status=failed,canceled,expired', ({ status }) => ['failed', 'canceled', 'expired'].includes(status)],
  ];
  const wrong: string[] = [];
  for (const [query, wanted] of filters) {
    const listed = (await system.jobs(query)).map(({ id }) => id);
    const expected = jobs.filter(wanted).map(({ id }) => id);
    const missing = expected.filter((id) => !listed.includes(id));
    const more = listed.filter((id, at) => !expected.includes(id) || listed.indexOf(id) !== at);
    if (missing.length + more.length > 0) wrong.push(`${query}: without ${missing.join(' ')}; too much ${more.join(' ')}`);
  }
  return wrong;
}

/** Work that is done stands in no line, and is nobody's. */
async function leftBehind(raw: Redis, prefix: string, jobs: Job[]): Promise<string[]> {
  const held = new Set<string>(jobs.filter(({ status }) => !isFinal(status)).map(({ id }) => id));
  const lines = ['due', 'wake', 'deadlines', 'sources', 'delivery-line', 'delivery-later', 'delivery-times', 'copies-due', 'event-tries'];
  const found = await raw.keys(`${prefix}:*`);
  const standing = found.filter((key) => /:(?:delivery-line|delivery-turns|line|dependents):/.test(key));
  const left: string[] = [];
  for (const key of [...lines.map((line) => `${prefix}:${line}`), ...standing]) {
    const members = (await raw.type(key)) === 'hash' ? await raw.hkeys(key) : await raw.zrange(key, 0, '-1').catch(() => []);
    left.push(...members.filter((member) => !held.has(member)).map((member) => `${member} in ${key}`));
  }
  // A slot whose score is above 0 is kept for what Getty may still work on.
  for (const key of found.filter((each) => each.includes(':slots:'))) {
    const slots = await raw.zrangebyscore(key, '-inf', 0);
    left.push(...slots.filter((member) => !held.has(member)).map((member) => `${member} in ${key}`));
  }
  const [unacknowledged] = (await raw.xpending(`${prefix}:events`, 'notifier')) as [number];
  if (unacknowledged > 0) left.push(`${unacknowledged} events without an acknowledgement`);
  for (const queue of ['generation', 'download', 'delivery']) {
    for (const state of ['wait', 'active', 'prioritized', 'delayed']) {
      const key = `${prefix}:bull:${queue}:${state}`;
      const type = await raw.type(key);
      const count = type === 'list' ? await raw.llen(key) : type === 'zset' ? await raw.zcard(key) : 0;
      if (count > 0) left.push(`${count} reminders in ${key}`);
    }
  }
  return left;
}

import { isUtf8 } from 'node:buffer';

import { Redis } from 'ioredis';

import { scanKeys } from './scan-keys.ts';

/** Everything under a prefix, as JSON that can fill any Redis. `{}` stands for the prefix in keys. */
export type RedisDump = { key: string; ttlMs: number | null; value: DumpedValue }[];

type Entry = [id: string, fields: string[]];
export type DumpedValue =
  | { type: 'string'; text: string }
  | { type: 'string'; base64: string }
  | { type: 'hash'; fields: Record<string, string> }
  | { type: 'list' | 'set'; members: string[] }
  | { type: 'zset'; scored: [member: string, score: string][] }
  | { type: 'stream'; entries: Entry[]; groups: { name: string; lastDelivered: string }[] };

export async function dumpRedis({ url, prefix }: { url: string; prefix: string }): Promise<RedisDump> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    const dump: RedisDump = [];
    for (const key of (await scanKeys(redis, prefix)).toSorted()) {
      const ttlMs = await redis.pttl(key);
      dump.push({ key: key.replace(`{${prefix}}`, '{}'), ttlMs: ttlMs < 0 ? null : ttlMs, value: await readValue(redis, key) });
    }
    return dump;
  } finally {
    redis.disconnect();
  }
}

async function readValue(redis: Redis, key: string): Promise<DumpedValue> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return readString((await redis.getBuffer(key))!);
    case 'hash':
      return { type, fields: await redis.hgetall(key) };
    case 'list':
      return { type, members: await redis.lrange(key, 0, -1) };
    case 'set':
      return { type, members: (await redis.smembers(key)).toSorted() };
    case 'zset':
      return { type, scored: pairs(await redis.zrange(key, 0, '-1', 'WITHSCORES')) };
    case 'stream': {
      const groups = (await redis.xinfo('GROUPS', key)) as string[][];
      const read = groups.map((flat) => Object.fromEntries(pairs(flat)) as Record<string, string>);
      return {
        type,
        entries: await redis.xrange(key, '-', '+'),
        groups: read.map((group) => ({ name: group['name']!, lastDelivered: group['last-delivered-id']! })),
      };
    }
    default:
      throw new Error(`${key} is a ${type}: recording those is not built`);
  }
}

/** Bytes that are no text, such as a compressed body, stay as they are when the recording is moved. */
function readString(bytes: Buffer): DumpedValue {
  return isUtf8(bytes) ? { type: 'string', text: bytes.toString() } : { type: 'string', base64: bytes.toString('base64') };
}

/**
 * Fills a Redis with what was recorded `sinceMs` ago. `now` turns a text of the recording into what it would be by now: instants moved with
 * `moveInstants`, and other texts that have changed, such as a receiver's URL.
 */
export async function fillRedis(
  { url, prefix }: { url: string; prefix: string },
  { dump, sinceMs, now }: { dump: RedisDump; sinceMs: number; now: (text: string) => string },
): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    for (const { key: recorded, ttlMs, value } of dump) {
      const key = now(recorded).replace('{}', `{${prefix}}`);
      await write(redis, key, value, now);
      if (ttlMs !== null) await redis.pexpire(key, Math.max(1, ttlMs - sinceMs));
    }
  } finally {
    redis.disconnect();
  }
}

async function write(redis: Redis, key: string, value: DumpedValue, now: (text: string) => string): Promise<void> {
  switch (value.type) {
    case 'string':
      return void (await redis.set(key, 'text' in value ? now(value.text) : Buffer.from(value.base64, 'base64')));
    case 'hash':
      return void (await redis.hset(key, ...Object.entries(value.fields).flat().map(now)));
    case 'list':
      return void (await redis.rpush(key, ...value.members.map(now)));
    case 'set':
      return void (await redis.sadd(key, ...value.members.map(now)));
    case 'zset':
      return void (await redis.zadd(key, ...value.scored.flatMap(([member, score]) => [now(score), now(member)])));
    case 'stream':
      for (const [id, fields] of value.entries) await redis.xadd(key, now(id), ...fields.map(now));
      for (const { name, lastDelivered } of value.groups) await redis.xgroup('CREATE', key, name, now(lastDelivered));
  }
}

const DAYS_MS = 40 * 86_400_000;
/** BullMQ's delayed jobs are ordered by their instant and a counter of twelve bits. */
const BULL_STEP = 4_096;

/** Moves each instant in a text that is near the recording: in milliseconds, as BullMQ scores it, and as ISO 8601. */
export function moveInstants({ recordedAt, byMs }: { recordedAt: number; byMs: number }): (text: string) => string {
  const isNear = (ms: number) => Math.abs(ms - recordedAt) < DAYS_MS;
  return (text) =>
    text
      .replace(/(?<![\d.a-f])\d{13}(?!\d)/g, (digits) => (isNear(Number(digits)) ? String(Number(digits) + byMs) : digits))
      .replace(/(?<![\d.])\d{16}(?!\d)/g, (digits) =>
        isNear(Number(digits) / BULL_STEP) ? String(Number(digits) + byMs * BULL_STEP) : digits,
      )
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (iso) =>
        isNear(Date.parse(iso)) ? new Date(Date.parse(iso) + byMs).toISOString() : iso,
      );
}

function pairs(flat: string[]): [string, string][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1]!] as [string, string]] : []));
}

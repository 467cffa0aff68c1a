import { readFileSync } from 'node:fs';

import type { JobId } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import { toLuaJson } from '../lua/lua-json.ts';
import { packedHead, packTexts, type JobTexts } from '../records/packed/packed-job.ts';
import { decodeRecord } from '../records/job/record.ts';
import { createKeys } from '../redis/keys.ts';
import { keptTerms } from './terms.ts';

const shared = (name: string) => readFileSync(new URL(`../lua/shared/${name}.lua`, import.meta.url), 'utf8');

/** What packing leaves in Redis, as packing.lua, without the keys of a living job before it. */
const SCRIPT = `${shared('prelude')}
${shared('kept_encoding')}
${shared('kept_lists')}
begin_call()
for i, job in ipairs(op.jobs) do
  local place = add(job.tenant, job.id, job.created_at, job.status, job.terms)
  if ARGV[i + 1] then
    redis.call('SET', key('packed', job.id), job.head .. ' ' .. place .. '\\n' .. ARGV[i + 1])
    redis.call('RPUSH', key('packed-ended'), raw_id(job.id) .. string.match(job.head, '^%S+ %S+ %S+ %S+ %S+ (%S+)'))
  end
end
flush()`;

/** An ended job as texts. */
export type LoadedJob = JobTexts & { id: JobId };

/**
 * Fills a Redis with packed jobs, in the order of their end: for benches, since a million jobs cannot be made in any other way within minutes. The texts, terms
 * and lists are written by the code that packs. With `only`: 'lists', only the lists are filled.
 */
export async function loadKept(
  { redis, prefix }: { redis: Redis; prefix: string },
  jobs: LoadedJob[],
  { search = true, only }: { search?: boolean; only?: 'lists' } = {},
): Promise<void> {
  const keys = createKeys(prefix);
  const operation = {
    now: 0,
    jobs: jobs.map(({ id, record, spec }) => ({
      id,
      tenant: record['tenant']!,
      status: record['status']!,
      created_at: record['created_at']!,
      terms: keptTerms(decodeRecord({ ...record, id, spec }), { search }),
      head: packedHead(record),
    })),
  };
  await redis.eval(SCRIPT, 1, keys.root, toLuaJson(operation), ...(only === 'lists' ? [] : jobs.map(packTexts)));
  const others = redis.pipeline();
  for (const { id, record } of jobs) {
    others.sadd(keys.tenants, record['tenant']!);
    if (record['parent_id'] !== undefined) others.zadd(keys.children(record['parent_id']), record['created_at']!, id);
    if (record['type'] === 'generation' && record['getty_id'] !== undefined) others.set(keys.getty(record['getty_id']), id);
  }
  if (only !== 'lists') await others.exec();
}

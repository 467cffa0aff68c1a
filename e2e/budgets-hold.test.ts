import { setTimeout as sleep } from 'node:timers/promises';

import { expect, test } from '@jest/globals';
import type { Budget, Problem, SubmittedBatch, Usage } from '@darkroom/contracts';
import { isFinal } from '@darkroom/contracts';
import { ownRedis, waitFor } from '@darkroom/testkit';

import { killAndStart } from './storm/kill.ts';
import { API_KEY, startSystem } from './system.ts';

/** More wanted than a budget has, from many connections and three api processes, while every kind of process and Redis are killed. */
const SINGLE_JOBS = 300;
const BATCHES = 20;
const JOBS_OF_A_BATCH = 10;
const CONNECTIONS = 64;
const LIMIT = 137;

test('a budget is spent to the unit and not beyond, while all of it is killed', async () => {
  await using redis = await ownRedis();
  await using system = await startSystem({ redisUrl: redis.url, workers: 3, all: { LOG_LEVEL: 'warn' } });
  const apis = [system.processes.api, await system.start.api(), await system.start.api()];
  const put = await system.call('/v1/budgets/all', {
    method: 'PUT',
    body: { unit: 'generations', limit: String(LIMIT), period: 'total' },
  });
  expect(put.status).toBe(201);

  /** Asks any api until it answers, under one key. */
  const submit = async (n: number, path: string, body: object): Promise<{ status: number; body: unknown }> => {
    for (let tries = n; ; tries++) {
      try {
        const answered = await fetch(`${apis[tries % apis.length]!.url}${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', 'idempotency-key': `storm-${n}` },
          body: JSON.stringify(body),
        });
        const read: unknown = await answered.json();
        if (answered.status !== 503) return { status: answered.status, body: read };
      } catch {
        // Killed just now.
      }
      await sleep(100);
    }
  };
  const batch = { jobs: Array.from({ length: JOBS_OF_A_BATCH }, (_, index) => ({ type: 'generation', prompt: `of a batch, ${index}` })) };
  const wanted = Array.from({ length: SINGLE_JOBS + BATCHES }, (_, n) => n);
  const answers: { status: number; body: unknown }[] = [];
  const connection = async () => {
    for (let n = wanted.shift(); n !== undefined; n = wanted.shift()) {
      const isBatch = n % 16 === 15;
      answers.push(await (isBatch ? submit(n, '/v1/batches', batch) : submit(n, '/v1/generations', { prompt: `a fox, number ${n}` })));
    }
  };
  const killing = (async () => {
    for (const victim of ['worker', 'redis', 'api', 'worker', 'redis', 'worker'] as const) {
      await killAndStart(system, redis, { victim, which: 1 });
      apis[0] = system.processes.api;
    }
  })();
  await Promise.all([killing, ...Array.from({ length: CONNECTIONS }, connection)]);

  const jobs = await waitFor(
    async () => {
      const all = await system.jobs();
      return all.every(({ status }) => isFinal(status) || status === 'held') ? all : undefined;
    },
    { what: 'all jobs to end', timeoutMs: 300_000 },
  );
  const ledger = await system.ledger();
  const paid = new Set(ledger.generations.map(({ generation_request_id: id }) => id));
  const unpaid = jobs.filter(({ getty }) => !paid.has(getty.generation_request_id ?? ''));

  expect(jobs).toHaveLength(LIMIT);
  // A call that a killed worker may have made, and that Getty does not show, counts as spent.
  expect(unpaid.filter(({ status, billing }) => status !== 'held' || billing.state !== 'unknown')).toEqual([]);
  expect(ledger.generations).toHaveLength(LIMIT - unpaid.length);
  expect(await (await system.call('/v1/budgets/all')).json()).toMatchObject({
    spent: String(LIMIT),
    reserved: '0',
    left: '0',
  } satisfies Partial<Budget>);
  const usage = (await (await system.call('/v1/usage')).json()) as Usage;
  expect(usage.total).toMatchObject({ generations: LIMIT, charged: LIMIT - unpaid.length, unknown: unpaid.length });

  const refusals = answers.flatMap(({ status, body }) => {
    if (status === 202)
      return 'jobs' in (body as object) ? (body as SubmittedBatch).jobs.flatMap((item) => ('error' in item ? [item.error] : [])) : [];
    return [body as Problem];
  });
  const total = answers.reduce((sum, { body }) => sum + ('jobs' in (body as object) ? JOBS_OF_A_BATCH : 1), 0);
  expect(refusals).toHaveLength(total - LIMIT);
  expect(refusals.filter(({ code }) => code !== 'budget_used_up')).toEqual([]);
});

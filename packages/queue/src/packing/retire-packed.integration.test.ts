import type { JobId } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { loadKept } from '../kept/load-kept.ts';
import { setup } from '../test/world.ts';

const DAY_MS = 86_400_000;

test('a round of the sweep removes hundreds of packed jobs', async () => {
  await using world = await setup();
  const at = String(world.clock.now());
  const ids = Array.from({ length: 320 }, (_, n) => `job_${n.toString(16).padStart(32, '0')}` as JobId);
  const record = { tenant: 'acme', type: 'generation', status: 'canceled', run: '1', seq: '2', created_at: at, finished_at: at };
  const jobs = ids.map((id) => ({ id, record, spec: '{"request":{"prompt":"a fox"}}', result: null, timeline: [], deliveries: [] }));
  await loadKept({ redis: world.raw, prefix: world.keys.root.slice(1, -1) }, jobs);
  expect(await world.store.jobs.counts('acme')).toMatchObject({ canceled: 320 });
  world.clock.ahead += 31 * DAY_MS;
  await world.store.createSweep({ retentionMs: 30 * DAY_MS }).sweepOnce();
  expect(await world.store.jobs.getMany(ids)).toEqual([]);
  expect(await world.store.jobs.counts('acme')).toMatchObject({ canceled: 0 });
});

import type { Backlog } from '@darkroom/queue';
import { createLogger, createMetrics } from '@darkroom/runtime';
import { expect, test } from '@jest/globals';

import { watchBacklog } from './watch-backlog.ts';

const BACKLOG: Backlog = {
  oldestQueuedMs: 90_500,
  passes: { generation: { due: 3, oldestMs: 4_000 }, download: { due: 0, oldestMs: null } },
  deliveries: { pending: 5, due: 2, oldestMs: 1_500 },
  events: { unhandled: 7, oldestMs: null },
};

test('what waits is read once a scrape; while it cannot be read nothing of it is shown', async () => {
  const metrics = createMetrics('api');
  let isAway = false;
  let reads = 0;
  const backlog = async () => {
    reads++;
    if (isAway) throw new Error('Redis is away');
    return BACKLOG;
  };
  watchBacklog({ logger: createLogger({ name: 'api', level: 'silent' }), metrics, backlog });
  const shown = async () => (await metrics.metrics()).split('\n').filter((line) => /^darkroom_(jobs|passes|deliveries|events)_/.test(line));

  expect((await shown()).toSorted()).toEqual([
    'darkroom_deliveries_due_oldest_seconds{app="api"} 1.5',
    'darkroom_deliveries_due{app="api"} 2',
    'darkroom_deliveries_pending{app="api"} 5',
    'darkroom_events_unhandled_oldest_seconds{app="api"} 0',
    'darkroom_events_unhandled{app="api"} 7',
    'darkroom_jobs_queued_oldest_seconds{app="api"} 90.5',
    'darkroom_passes_due_oldest_seconds{type="download",app="api"} 0',
    'darkroom_passes_due_oldest_seconds{type="generation",app="api"} 4',
    'darkroom_passes_due{type="download",app="api"} 0',
    'darkroom_passes_due{type="generation",app="api"} 3',
  ]);
  isAway = true;
  expect(await shown()).toEqual([]);
  expect(reads).toBe(2);
  isAway = false;
  expect(await shown()).toHaveLength(10);
});

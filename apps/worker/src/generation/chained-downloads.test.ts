import type { Generation } from '@darkroom/getty';
import { newJobId, newRecord, type NewJob } from '@darkroom/queue';
import { expect, test } from '@jest/globals';

import { chainedDownloads } from './chained-downloads.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

/** The downloads of a generation that was accepted with these prices. */
function downloadsOf(prices: Pick<NewJob, 'price' | 'chainPrice'>): NewJob[] {
  const record = newRecord({
    id: newJobId(),
    type: 'generation',
    tenant: 'acme',
    request: { prompt: 'a fox', download: { size_name: '4k', images: [0, 2] } },
    createdAt: NOW,
    deadlineAt: NOW + 86_400_000,
    ...prices,
  });
  const generation = { generation_request_id: 'g-1', images: [] } as unknown as Generation;
  return chainedDownloads(record, generation, NOW);
}

test('each download has the price that its generation was accepted with', () => {
  expect(downloadsOf({ price: 120_000, chainPrice: 1_500_000 }).map(({ price }) => price)).toEqual([1_500_000, 1_500_000]);
});

test('a price of nothing is a price', () => {
  expect(downloadsOf({ price: 120_000, chainPrice: 0 }).map(({ price }) => price)).toEqual([0, 0]);
});

test('without a price at acceptance the downloads have none', () => {
  for (const download of downloadsOf({ price: 120_000, chainPrice: null })) expect(download).not.toHaveProperty('price');
});

import { queryObjects } from 'node:v8';

import { expect, test } from '@jest/globals';

import { setup } from './world.ts';

const ROUNDS = 100;
const REQUESTS_A_ROUND = 3;

/** Collects garbage, then counts what is left. */
const objects = () => queryObjects(Object, { format: 'count' });

test('nothing stays in an api of a job that it accepted, showed and refused', async () => {
  await using world = await setup();
  const use = async () => {
    for (let n = 0; n < ROUNDS; n++) {
      const headers = { 'idempotency-key': `key-${n}-of-${Date.now()}` };
      const { id } = await world.submit({ metadata: { n: `${n}` } }, { headers });
      await world.call(`/v1/jobs/${id}`);
      await world.call('/v1/generations', { body: { prompt: '' } });
    }
    return objects();
  };
  await use(); // what is loaded and kept at the first use
  const before = await use();
  const after = await use();
  // A request that stays leaves hundreds of objects.
  expect((after - before) / (ROUNDS * REQUESTS_A_ROUND)).toBeLessThan(1);
});

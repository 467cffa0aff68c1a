import { describe, expect, test } from '@jest/globals';

import type { StoredEvent } from '../records/event-log.ts';
import { newEndpointId } from '../records/job-id.ts';
import { setup } from '../test/world.ts';
import { receiversOf } from './receivers.ts';

type World = Awaited<ReturnType<typeof setup>>;

const FIELDS = { tenant: 'acme', url: 'https://hooks.example/', events: null, description: null, metadata: null, secret: 's' };

/** A job ends. Returns all events so far. */
async function end(world: World): Promise<StoredEvent[]> {
  await world.store.jobs.cancel(await world.accept(), 'generation');
  const page = await world.store.feed.ofTenant('acme', { limit: 100 });
  return page === 'not_kept' ? [] : page.events;
}

async function receivers({ store }: World, events: StoredEvent[]): Promise<number[]> {
  const standing = await store.endpoints.enabled('acme');
  return events.map((event) => receiversOf(event, standing).length);
}

describe('an endpoint gets the events', () => {
  test('that come after its creation, by their order: the clock of the next Redis may be behind', async () => {
    await using world = await setup();
    await end(world);
    world.clock.ahead = 5 * 60_000; // of this Redis
    await world.store.endpoints.create({ id: newEndpointId(), ...FIELDS });
    world.clock.ahead = 0; // of the next one
    expect(await receivers(world, await end(world))).toEqual([0, 1]);
  });

  test('from its time on, where version 0.2.0 made it', async () => {
    await using world = await setup();
    const [event] = await end(world);
    const id = newEndpointId();
    await world.store.endpoints.create({ id, ...FIELDS });
    await world.raw.hdel(world.keys.endpoint(id), 'after');
    for (const [from, expected] of [
      [event!.at + 1, 0],
      [event!.at, 1],
    ] as const) {
      await world.raw.hset(world.keys.endpoint(id), 'from', from);
      expect(await receivers(world, [event!])).toEqual([expected]);
    }
  });
});

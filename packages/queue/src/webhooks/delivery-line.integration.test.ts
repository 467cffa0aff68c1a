import type { EndpointId } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';

import { createCommands } from '../lua/commands.ts';
import { newEndpointId } from '../records/job-id.ts';
import { sendingTwice } from '../test/sending-twice.ts';
import { setup } from '../test/world.ts';
import { createDeliveries } from './deliveries.ts';
import type { NewDeliveries } from './receivers.ts';

const LEASE = 30_000;

/** A store with due deliveries of tenants, and a notifier with this many places. */
async function world(places = 20) {
  const made = await setup();
  const { store } = made;
  let events = 0;
  let tokens = 0;
  const held = new Map<string, number>();
  const take = async () => {
    const { taken, ...rest } = await store.deliveries.take({
      places,
      limit: 8 * places,
      held,
      leaseMs: LEASE,
      notifier: 'a',
      token: `${++tokens}`,
    });
    for (const { tenant } of taken) held.set(tenant, (held.get(tenant) ?? 0) + 1);
    return { ...rest, ids: taken.map(({ id }) => id), tenants: taken.map(({ tenant }) => tenant) };
  };
  return {
    ...made,
    held,
    take,
    /** Opens this many deliveries of a tenant, each of its own event; returns their ids. */
    open: async (tenant: string, count: number): Promise<string[]> => {
      const ids: string[] = [];
      for (let each = 0; each < count; each++) {
        const event: NewDeliveries = {
          event: `${++events}-0`,
          type: 'generation.succeeded',
          tenant,
          about: 'job',
          subject: `job_${events}`,
          body: '{}',
          receivers: [{ endpointId: null, url: 'http://hooks.example/' }],
        };
        await store.deliveries.open(event);
        ids.push(`dlv_${events}_0_job`);
      }
      return ids;
    },
    /** Writes a backlog directly into Redis. */
    backlog: async (tenant: string, count: number): Promise<void> => {
      for (let done = 0; done < count; done += 5_000) {
        const members = Array.from({ length: Math.min(5_000, count - done) }, (_, each) => [1, `dlv_${9e9 + done + each}_0_job`]).flat();
        await made.raw.zadd(made.keys.deliveryLine(tenant), ...members);
      }
      await made.raw.zadd(`${made.keys.root}:delivery-line`, 0, tenant);
    },
  };
}

const numbers = (from: number, length: number) => Array.from({ length }, (_, n) => from + n);

const eventsOf = (ids: string[]) => ids.map((id) => Number(id.split('_')[1]));

const count = (tenants: string[], tenant: string) => tenants.filter((each) => each === tenant).length;

test('one tenant alone has all places', async () => {
  await using made = await world();
  const ids = await made.open('acme', 30);
  const first = await made.take();
  // In the order of opening; those of one millisecond by name.
  expect(first.ids).toHaveLength(20);
  expect(ids).toEqual(expect.arrayContaining(first.ids));
  expect((await made.take()).ids).toEqual([]);
});

test('tenants take turns, however long one line is', async () => {
  await using made = await world();
  await made.backlog('hostile', 50_000);
  await made.open('acme', 3);
  const { tenants } = await made.take();
  expect(tenants.slice(0, 6).toSorted()).toEqual(['acme', 'acme', 'acme', 'hostile', 'hostile', 'hostile']);
  expect(count(tenants, 'hostile')).toBe(17);
});

test('a tenant with less than its share begins although all places are taken, and no tenant exceeds its share', async () => {
  await using made = await world();
  await made.backlog('hostile', 1_000);
  expect((await made.take()).tenants).toHaveLength(20);
  await made.open('acme', 30);
  expect((await made.take()).tenants).toEqual(Array.from({ length: 10 }, () => 'acme'));
  await made.open('beta', 30);
  expect((await made.take()).tenants).toEqual(Array.from({ length: 6 }, () => 'beta'));
  for (let each = 0; each < 500; each++) await made.backlog(`t${each}`, 1);
  const { tenants } = await made.take();
  expect(tenants.length + 36).toBe(8 * 20);
  expect(new Set(tenants).size).toBe(tenants.length);
});

/** Opens deliveries to an endpoint, or to the webhooks of jobs, at once. */
const openTo = async ({ store }: Awaited<ReturnType<typeof world>>, to: { endpointId?: EndpointId; url: string }, of: number[]) => {
  const receivers = [{ endpointId: to.endpointId ?? null, url: to.url }];
  await store.deliveries.openAll(of.map((n) => ({ ...event(n), receivers })));
};

describe('receivers of a tenant', () => {
  const A = 'http://a.example/hooks/1';

  test('take turns, however many deliveries wait for one of them', async () => {
    await using made = await world(4);
    await openTo(made, { url: A }, numbers(1, 150));
    expect(eventsOf((await made.take()).ids)).toEqual([1, 2, 3, 4]);
    made.held.clear();
    await openTo(made, { url: 'http://b.example/hooks' }, numbers(1_001, 3));
    // The path of a URL does not make another receiver.
    await openTo(made, { url: 'http://a.example/other' }, numbers(2_001, 3));
    expect(eventsOf((await made.take()).ids).toSorted((a, b) => a - b)).toEqual([5, 6, 1_001, 1_002]);
    made.held.clear();
    expect(eventsOf((await made.take()).ids)).toEqual(expect.arrayContaining([7, 1_003]));
  });

  test('take turns when their later tries become due together', async () => {
    await using made = await world(4);
    const [endpointId, url] = [newEndpointId(), 'http://c.example/'];
    await made.store.endpoints.create({
      id: endpointId,
      tenant: 'acme',
      url,
      events: null,
      description: null,
      metadata: null,
      secret: 's',
    });
    await openTo(made, { url: A }, numbers(1, 100));
    await openTo(made, { endpointId, url }, numbers(101, 4));
    const ids = await made.raw.zrange(made.keys.deliveryLine('acme'), 0, '-1');
    await made.raw.del(made.keys.deliveryLine('acme'), `${made.keys.root}:delivery-line`);
    // Those of the endpoint are due last.
    await made.raw.zadd(made.keys.deliveryLater, ...ids.flatMap((id) => [eventsOf([id])[0]!, id]));
    const { ids: first } = await made.take();
    expect(eventsOf(first).filter((n) => n > 100)).toHaveLength(2);
  });

  test('leave nothing behind when the line is empty', async () => {
    await using made = await world(200);
    const turns = `${made.keys.root}:delivery-turns:acme`;
    await openTo(made, { url: A }, numbers(1, 150));
    expect(await made.raw.hgetall(turns)).toEqual({ 'http://a.example': expect.any(String) });
    await made.take();
    expect(await made.raw.exists(turns)).toBe(0);
  });

  test('of which there are very many are not all remembered', async () => {
    await using made = await world();
    for (let from = 0; from < 2_400; from += 200) {
      await made.store.deliveries.openAll(
        numbers(from + 1, 200).map((n) => ({ ...event(n), receivers: [{ endpointId: null, url: `http://host${n}.example/` }] })),
      );
    }
    expect(await made.raw.hlen(`${made.keys.root}:delivery-turns:acme`)).toBeLessThanOrEqual(1_200);
    expect(await made.raw.zcard(made.keys.deliveryLine('acme'))).toBe(2_400);
  });
});

test('a tenant that was absent gets no more turns than others when it returns', async () => {
  await using made = await world(4);
  await made.backlog('acme', 100);
  for (let round = 0; round < 10; round++) {
    await made.take();
    made.held.clear();
  }
  await made.backlog('beta', 0);
  await made.open('late', 100);
  expect(count((await made.take()).tenants, 'late')).toBeLessThanOrEqual(3);
});

test('what was taken and not settled is due again after the lease', async () => {
  await using made = await world();
  const ids = await made.open('acme', 2);
  const { nextAt } = await made.take();
  expect(nextAt).toBeGreaterThan(made.clock.now());
  made.held.clear();
  expect((await made.take()).ids).toEqual([]);
  made.clock.ahead = LEASE + 1_000;
  expect((await made.take()).ids).toEqual(ids);
});

test('what is postponed returns at its time, not before', async () => {
  await using made = await world();
  const [id] = await made.open('acme', 1);
  await made.take();
  await made.store.deliveries.putOff(id!, made.clock.now() + 60_000);
  made.held.clear();
  made.clock.ahead = LEASE + 1_000;
  expect((await made.take()).ids).toEqual([]);
  made.clock.ahead = 61_000;
  expect((await made.take()).ids).toEqual([id]);
});

test('a thousand tries that become due at once join their lines in bounded steps, without delaying a first try', async () => {
  await using made = await world();
  const ids = await made.open('hostile', 1_100);
  await made.raw.del(made.keys.deliveryLine('hostile'), `${made.keys.root}:delivery-line`);
  await made.raw.zadd(made.keys.deliveryLater, ...ids.flatMap((id) => [1, id]));
  await made.open('acme', 1);
  const first = await made.take();
  expect([first.isMoreDue, count(first.tenants, 'acme')]).toEqual([true, 1]);
  const later: boolean[] = [];
  do later.push((await made.take()).isMoreDue);
  while (later.at(-1));
  expect(later).toHaveLength(5);
});

test('a command that arrives twice hands out the same deliveries, and the next one others', async () => {
  await using made = await world(2);
  const ids = await made.open('acme', 3);
  const asked = { places: 2, limit: 16, held: new Map<string, number>(), leaseMs: LEASE, notifier: 'a', token: 'first' };
  const first = await made.store.deliveries.take(asked);
  expect(first.taken.map(({ id }) => id)).toHaveLength(2);
  expect((await made.store.deliveries.take(asked)).taken).toEqual(first.taken);
  const next = await made.store.deliveries.take({ ...asked, token: 'second' });
  expect([...first.taken, ...next.taken].map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect((await made.store.deliveries.take({ ...asked, notifier: 'b' })).taken).toEqual([]);
});

test('what is taken comes with its record', async () => {
  await using made = await world();
  const [id] = await made.open('acme', 1);
  const { taken } = await made.store.deliveries.take({ places: 1, limit: 8, held: new Map(), leaseMs: LEASE, notifier: 'a', token: 't' });
  expect(taken).toEqual([{ id, tenant: 'acme', record: await made.store.deliveries.get(id!) }]);
});

const event = (n: number, tenant = 'acme'): NewDeliveries => ({
  event: `${n}-0`,
  type: 'generation.succeeded',
  tenant,
  about: 'job',
  subject: `job_${n}`,
  body: '{}',
  receivers: [{ endpointId: null, url: 'http://hooks.example/' }],
});

describe('first tries', () => {
  test('begin at once if there are places for all and no line; a repeated command finds its own', async () => {
    await using made = await world();
    const { host, port } = made.raw.options;
    const redis = sendingTwice(`redis://${host}:${port}`);
    const twice = createDeliveries({ redis, keys: made.keys, run: createCommands(redis, made.keys), now: made.clock.now });
    const { outcomes } = await twice.openAll([event(1), event(2)], { places: 2, leaseMs: LEASE });
    redis.disconnect();
    expect(outcomes).toEqual([['begun'], ['begun']]);
    expect((await made.take()).ids).toEqual([]);
    made.clock.ahead = LEASE + 1_000;
    expect((await made.take()).ids.toSorted()).toEqual(['dlv_1_0_job', 'dlv_2_0_job']);
  });

  // Its reader had the Redis before, and the one that took over never had the event.
  test('are none for an event that the log does not have', async () => {
    await using made = await world();
    await made.raw.xadd(made.keys.events, '2-0', 'type', 'generation.succeeded');
    const { deliveries } = made.store;
    const begins = { places: 2, leaseMs: LEASE };
    const { outcomes } = await deliveries.openAll([event(1), event(2)], begins, { isLogged: true });
    expect(outcomes).toEqual([['lost'], ['begun']]);
    expect(await made.raw.exists(made.keys.eventDeliveries('1-0'), made.keys.eventBody('1-0'))).toBe(0);
    // One that has deliveries was in it.
    await made.raw.xdel(made.keys.events, '2-0');
    expect((await deliveries.openAll([event(2)], { ...begins, leaseMs: LEASE + 1 }, { isLogged: true })).outcomes).toEqual([['exists']]);
  });

  test('stand in the line if there are too few places, or if others stand there', async () => {
    await using made = await world();
    const { deliveries } = made.store;
    const begins = { places: 2, leaseMs: LEASE };
    expect((await deliveries.openAll([event(1), event(2), event(3)], begins)).outcomes.flat()).toEqual(['opened', 'opened', 'opened']);
    expect((await deliveries.openAll([event(4, 'beta')], begins)).outcomes.flat()).toEqual(['opened']);
    expect((await made.take()).ids.toSorted()).toEqual([1, 2, 3, 4].map((n) => `dlv_${n}_0_job`));
    expect((await deliveries.openAll([event(5)], begins)).outcomes.flat()).toEqual(['begun']);
  });

  test('are settled, and leave nothing in the lines', async () => {
    await using made = await world();
    const { deliveries } = made.store;
    await deliveries.openAll([event(1)], { places: 1, leaseMs: LEASE });
    const record = (await deliveries.get('dlv_1_0_job'))!;
    const at = new Date(made.clock.now()).toISOString();
    await deliveries.settle(record, {
      status: 'delivered',
      attempt: { at, attempt: 1, status: 204, duration_ms: 1, error: null, response: '' },
      timeline: { at, event: 'webhook' },
      url: record.url,
      disableAfterMs: 1e9,
    });
    expect(await made.raw.keys(`${made.keys.root}:delivery-l*`)).toEqual([]);
    expect(await deliveries.redeliver(record.id)).toBe('pending');
    expect((await made.take()).ids).toEqual([record.id]);
  });

  test('that two notifiers open are begun by one of them', async () => {
    await using made = await world();
    const begins = { places: 20, leaseMs: LEASE };
    const other = made.another(1);
    const opened = await Promise.all([made.store, other].map(({ deliveries }) => deliveries.openAll([event(1)], begins)));
    expect(new Set(opened.map(({ outcomes }) => outcomes[0]![0]))).toEqual(new Set(['begun', 'exists']));
    await other.close();
  });
});

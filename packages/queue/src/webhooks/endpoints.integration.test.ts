import { describe, expect, test } from '@jest/globals';
import type { JobId } from '@darkroom/contracts';
import { redisContents, testRedis } from '@darkroom/testkit';

import { createCommands } from '../lua/commands.ts';
import type { TryOutcome } from './deliveries.ts';
import type { EndpointUpdate } from './endpoints.ts';
import { newEndpointId } from '../records/job-id.ts';
import type { NewDeliveries } from './receivers.ts';
import { setup } from '../test/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const URL = 'https://hooks.example/';

/** A store with an endpoint, deliveries to it, and tries that end as programmed. */
async function world() {
  const redis = testRedis();
  const made = await setup(redis);
  const { store } = made;
  let events = 0;
  const id = newEndpointId();
  await store.endpoints.create({ id, tenant: 'acme', url: URL, events: null, description: null, metadata: null, secret: 's' });
  const deliveries = (event: number, { jobId }: { jobId?: JobId } = {}): NewDeliveries => ({
    event: `${event}-0`,
    type: 'generation.succeeded',
    tenant: 'acme',
    about: jobId ? 'job' : 'endpoint',
    subject: jobId ?? '',
    body: '{}',
    receivers: [{ endpointId: id, url: URL }],
  });
  const open = async (over: { jobId?: JobId } = {}): Promise<string> => {
    await store.deliveries.open(deliveries(++events, over));
    return `dlv_${events}_0_${id.slice(3)}`;
  };
  const settle = async (delivery: string, over: Partial<TryOutcome> = {}) => {
    const record = (await store.deliveries.get(delivery))!;
    const at = new Date(made.clock.now()).toISOString();
    const attempt = { at, attempt: record.attempts + 1, status: 500, duration_ms: 1, error: 'answered 500', response: null };
    const timeline = { at, event: 'webhook' } as const;
    const nextAt = made.clock.now() + HOUR;
    return store.deliveries.settle(record, { status: 'pending', nextAt, attempt, timeline, url: URL, disableAfterMs: 5 * DAY, ...over });
  };
  const endpoint = async () => (await store.endpoints.get(id))!;
  return {
    ...made,
    redis,
    run: createCommands(made.raw, made.keys),
    /** The number of events in the global log that it was disabled: the feed does not reach back days. */
    disabledEvents: async () =>
      (await made.raw.xrange(made.keys.events, '-', '+')).filter(([, flat]) => flat.at(-1) === 'endpoint.disabled').length,
    id,
    open,
    /** Opens the latest again, with another body. */
    openAgain: () => store.deliveries.open({ ...deliveries(events), body: 'another' }),
    settle,
    endpoint,
    async [Symbol.asyncDispose]() {
      await made[Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
    },
  };
}

describe('an endpoint is disabled', () => {
  /** [hours since the first, which event, what its try shows] */
  type History = [number, string, 'well' | 'failing' | 'gone' | undefined][];

  test.each<[string, History, 'enabled' | 'gone' | 'failing']>([
    ['at once by a 410', [[0, 'a', 'gone']], 'gone'],
    [
      'by five days of failures',
      [
        [0, 'a', 'failing'],
        [13, 'b', 'failing'],
        [121, 'b', 'failing'],
      ],
      'failing',
    ],
    [
      'not by an earlier failure',
      [
        [0, 'a', 'failing'],
        [13, 'b', 'failing'],
        [119, 'c', 'failing'],
      ],
      'enabled',
    ],
    [
      'not by a single event, however often it fails',
      [
        [0, 'a', 'failing'],
        [60, 'a', 'failing'],
        [130, 'a', 'failing'],
      ],
      'enabled',
    ],
    [
      'not by two events that fail together',
      [
        [0, 'a', 'failing'],
        [1, 'b', 'failing'],
        [130, 'a', 'failing'],
      ],
      'enabled',
    ],
    [
      'not by failures around a success',
      [
        [0, 'a', 'failing'],
        [13, 'b', 'failing'],
        [60, 'c', 'well'],
        [121, 'd', 'failing'],
      ],
      'enabled',
    ],
    [
      'not by a fault of ours',
      [
        [0, 'a', undefined],
        [13, 'b', undefined],
        [130, 'c', undefined],
      ],
      'enabled',
    ],
    [
      'by its own faults only',
      [
        [0, 'a', undefined],
        [13, 'b', undefined],
        [121, 'c', 'failing'],
      ],
      'enabled',
    ],
  ])('%s', async (_how, history, outcome) => {
    await using made = await world();
    const opened = new Map<string, string>();
    const begin = made.clock.now();
    for (const [hours, event, says] of history) {
      made.clock.ahead = begin + hours * HOUR - Date.now();
      if (!opened.has(event)) opened.set(event, await made.open());
      await made.settle(opened.get(event)!, says && { says });
    }
    const { status, disabled } = await made.endpoint();
    expect(disabled?.reason ?? status).toBe(outcome);
    expect(await made.disabledEvents()).toBe(outcome === 'enabled' ? 0 : 1);
  });

  test('not by answers of an earlier URL', async () => {
    await using made = await world();
    const delivery = await made.open();
    await made.store.endpoints.change(made.id, { url: 'https://hooks.example/new' });
    await made.settle(delivery, { says: 'gone', status: 'refused' });
    expect(await made.endpoint()).toMatchObject({ status: 'enabled', failingSince: null });
  });

  test('once: its event shows it as it was, without its secrets, and pending deliveries are refused', async () => {
    await using made = await world();
    const [gone, pending] = [await made.open(), await made.open()];
    await made.store.endpoints.rotate(made.id, { secret: 'sealed-second', overlapMs: DAY });
    expect(await made.settle(gone, { says: 'gone', status: 'refused' })).toEqual({ outcome: 'settled', endpointDisabled: true });
    await made.store.deliveries.refuseAllOf({ id: made.id, tenant: 'acme' }, 'the endpoint is disabled');
    expect((await made.store.deliveries.get(pending))?.status).toBe('refused');
    await made.store.endpoints.change(made.id, { status: 'disabled' });
    expect((await made.endpoint()).disabled?.reason).toBe('gone');
    const [[, flat]] = (await made.raw.xrange(made.keys.feed('acme'), '-', '+')) as [[string, string[]]];
    expect(flat).toEqual(expect.arrayContaining(['about', 'endpoint', made.id, 'endpoint.disabled', 'gone']));
    expect(flat.join()).not.toMatch(/secret|sealed/);
  });

  test('and accepts nothing until it is enabled again, without its earlier failures', async () => {
    await using made = await world();
    await made.settle(await made.open(), { says: 'failing' });
    await made.store.endpoints.change(made.id, { status: 'disabled' });
    const late = await made.open();
    expect(await made.store.deliveries.get(late)).toBeNull();
    expect(await made.store.endpoints.enabled('acme')).toEqual([]);
    await made.store.endpoints.change(made.id, { status: 'enabled' });
    expect(await made.endpoint()).toMatchObject({ status: 'enabled', disabled: null, failingSince: null });
    expect(await made.store.deliveries.get(await made.open())).toMatchObject({ status: 'pending' });
  });
});

describe('a repeated command', () => {
  test('opens, settles, refuses and sends again once', async () => {
    await using made = await world();
    const delivery = await made.open();
    const before = await made.store.deliveries.get(delivery);
    expect(await made.openAgain()).toEqual(['exists']);
    expect(await made.store.deliveries.get(delivery)).toEqual(before);
    expect(await made.store.deliveries.body(delivery)).toBe('{}');

    const attempt = { at: '2026-11-21T00:00:00Z', attempt: 1, status: 410, duration_ms: 1, error: 'answered 410', response: '' };
    const outcome = {
      status: 'refused',
      attempt,
      timeline: { at: attempt.at, event: 'webhook' },
      url: URL,
      says: 'gone',
      disableAfterMs: DAY,
    } as const;
    const answers = [await made.store.deliveries.settle(before!, outcome), await made.store.deliveries.settle(before!, outcome)];
    expect(answers).toEqual([answers[0], answers[0]]);
    expect(answers[0]).toEqual({ outcome: 'settled', endpointDisabled: true });
    const another = { ...outcome, attempt: { ...attempt, status: 200 } };
    expect((await made.store.deliveries.settle(before!, another)).outcome).toBe('stale');
    expect(await made.store.deliveries.attempts(delivery)).toHaveLength(1);
    expect(await made.disabledEvents()).toBe(1);

    await made.store.endpoints.change(made.id, { status: 'enabled' });
    for (let time = 0; time < 2; time++) expect(await made.store.deliveries.redeliver(delivery)).toBe('pending');
    expect(await made.store.deliveries.get(delivery)).toMatchObject({ status: 'pending', attempts: 1, roundFrom: 1, finishedAt: null });
  });

  test('creates, changes, rotates and deletes once', async () => {
    await using made = await world();
    const endpoint = { id: newEndpointId(), tenant: 'acme', url: URL, events: null, description: null, metadata: null, secret: 'first' };
    const create = () => made.store.endpoints.create(endpoint);
    for (let time = 0; time < 2; time++)
      expect(await create()).toMatchObject({ endpoint: { id: endpoint.id }, secret: 'first', replayed: false });
    expect((await made.store.endpoints.list({ tenant: 'acme', limit: 100 })).records).toHaveLength(2);

    for (let time = 0; time < 2; time++) await made.store.endpoints.rotate(endpoint.id, { secret: 'second', overlapMs: DAY });
    expect((await made.store.endpoints.forSending(endpoint.id))?.secrets).toEqual({ current: 'second', previous: 'first' });

    const update: EndpointUpdate = { description: null, events: ['webhook.test'], status: 'disabled' };
    const [first, second] = [
      await made.store.endpoints.change(endpoint.id, update),
      await made.store.endpoints.change(endpoint.id, update),
    ];
    expect({ ...second, updatedAt: 0 }).toEqual({ ...first, updatedAt: 0 });
    expect(await made.disabledEvents()).toBe(1);
    for (let time = 0; time < 2; time++) await made.store.endpoints.remove(endpoint.id, 'acme');
    expect(await made.store.endpoints.get(endpoint.id)).toBeNull();
  });

  test('tests once', async () => {
    await using made = await world();
    const sendTest = (token: string) => made.run('test_endpoint', { now: Date.now(), id: made.id, token });
    const [first, second] = [await sendTest('t1'), await sendTest('t1')];
    expect(second).toEqual(first);
    await sendTest('t2');
    expect(await made.eventTypes()).toEqual(['webhook.test', 'webhook.test']);
  });
});

test('a previous secret signs until its time is over, or not at all if it ends at once', async () => {
  await using made = await world();
  const secrets = async () => (await made.store.endpoints.forSending(made.id))?.secrets;
  await made.store.endpoints.rotate(made.id, { secret: 'second', overlapMs: HOUR });
  expect(await secrets()).toEqual({ current: 'second', previous: 's' });
  made.clock.ahead = HOUR + 1;
  expect(await secrets()).toEqual({ current: 'second', previous: null });
  await made.store.endpoints.rotate(made.id, { secret: 'third', overlapMs: 0 });
  expect(await secrets()).toEqual({ current: 'third', previous: null });
});

describe('data of deliveries', () => {
  test('is removed with their job, from every list', async () => {
    await using made = await world();
    const job = (await made.accept()) as JobId;
    await made.store.jobs.cancel(job, 'generation');
    const delivery = await made.open({ jobId: job });
    await made.settle(delivery, { status: 'delivered', says: 'well' });
    await made.handleEvents();
    made.clock.ahead = 2 * DAY;
    await made.store.createSweep({ retentionMs: DAY }).sweepOnce();
    expect(await left(made.redis)).toEqual([]);
  });

  test('is removed by its own age if there is no job (any more); pending ones stay', async () => {
    await using made = await world();
    const [ended, pending] = [await made.open(), await made.open({ jobId: `job_${'0'.repeat(32)}` as JobId })];
    await made.settle(ended, { status: 'failed', says: 'failing' });
    const sweep = made.store.createSweep({ retentionMs: DAY });
    made.clock.ahead = 2 * DAY;
    await sweep.sweepOnce();
    expect(await made.store.deliveries.get(ended)).toBeNull();
    expect(await made.store.deliveries.get(pending)).toMatchObject({ status: 'pending' });

    await made.store.endpoints.remove(made.id, 'acme');
    made.clock.ahead = 4 * DAY;
    await sweep.sweepOnce();
    expect(await left(made.redis)).toEqual([]);
  });

  test('is found for one endpoint behind thousands to others, and across pages', async () => {
    await using made = await world();
    const mine = [await made.open(), await made.open()];
    const others = Array.from({ length: 9_000 }, (_, n) => [made.clock.now() + 10 + n, `dlv_${9e9 + n}_0_${'0'.repeat(32)}`]).flat();
    await made.raw.zadd(made.keys.tenantDeliveries('acme'), ...others);
    const first = await made.store.deliveries.list({ tenant: 'acme', endpointId: made.id, limit: 1 });
    const second = await made.store.deliveries.list({ tenant: 'acme', endpointId: made.id, limit: 1, cursor: first.nextCursor! });
    expect([...first.records, ...second.records].map(({ id }) => id)).toEqual(mine.toReversed());
    await made.store.endpoints.change(made.id, { status: 'disabled' });
    expect((await made.store.deliveries.getMany(mine)).map(({ status }) => status)).toEqual(['refused', 'refused']);
  });
});

/** The keys of deliveries, without BullMQ's own. */
async function left({ prefix, url }: { prefix: string; url: string }): Promise<string[]> {
  const keys = (await redisContents({ url, prefix })).map(({ key }) => key);
  return keys.filter((key) => /:(tenant-|event-)?(deliver|attempts|body|answers)/.test(key) && !key.includes(':bull:'));
}

test("however often webhooks are tried, the timeline of their job keeps the job's own entries", async () => {
  await using made = await world();
  const job = (await made.accept()) as JobId;
  const delivery = await made.open({ jobId: job });
  for (let tries = 0; tries < 120; tries++) await made.settle(delivery);
  const pass = await made.begin(job);
  await made.store.passes.advance(pass, { status: 'failed', timeline: { at: new Date().toISOString(), event: 'failed' } });
  const events = (await made.timeline(job)).map(({ event }) => event);
  expect([events[0], events.at(-1)]).toEqual(['accepted', 'failed']);
  expect(events.length).toBeLessThan(30);
  const tries = await made.store.deliveries.attempts(delivery);
  expect([tries.length, tries[0]?.attempt, tries.at(-1)?.attempt]).toEqual([30, 91, 120]);
});

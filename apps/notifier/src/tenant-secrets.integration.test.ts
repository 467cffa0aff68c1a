import { describe, expect, test } from '@jest/globals';
import { createSecretBox, createTenantSecrets, SecretUnavailableError } from '@darkroom/runtime';
import { redisContents, verifyWebhook, waitFor, webhookReceiver, type ReceivedWebhook } from '@darkroom/testkit';
import { Webhook } from 'standardwebhooks';

import { ENCRYPTION_KEY, notifierWorld, SECRET } from './test/notifier-world.ts';

const HOUR = 3_600_000;
const BETA = { tenant: 'beta' };

async function setup() {
  const world = await notifierWorld();
  const receiver = await webhookReceiver();
  /** The secrets as seen by a process with these settings. */
  const secrets = (given: { given?: string; key?: boolean; tenants?: string[] } = {}) =>
    createTenantSecrets({
      store: world.store.webhookSecrets,
      secretBox: given.key === false ? undefined : createSecretBox(ENCRYPTION_KEY),
      given: given.given,
      tenants: given.tenants,
    });
  return {
    ...world,
    receiver,
    secrets,
    /** The webhook of a new job of the tenant. */
    webhookOf: async (tenant: string): Promise<ReceivedWebhook> => {
      const job = await world.emit({ url: `${receiver.url}/${tenant}` }, undefined, { tenant });
      return receiver.waitForEvent(({ body }) => body.data.id === job);
    },
    async [Symbol.asyncDispose]() {
      await receiver[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

function holds(secret: string, webhook: ReceivedWebhook): boolean {
  try {
    verifyWebhook(secret, webhook);
    return true;
  } catch {
    return false;
  }
}

describe('an only tenant', () => {
  test.each([
    ['with', ENCRYPTION_KEY.toString('base64')],
    ['without', ''],
  ])('continues with WEBHOOK_SECRET, %s a key', async (_with, DARKROOM_ENCRYPTION_KEY) => {
    await using world = await setup();
    await world.startNotifier({ DARKROOM_ENCRYPTION_KEY });
    expect(holds(SECRET, await world.webhookOf('acme'))).toBe(true);
    const secrets = world.secrets({ given: SECRET, key: false, tenants: ['acme'] });
    await secrets.announce();
    expect(holds(SECRET, await world.webhookOf('acme'))).toBe(true);
    expect((await secrets.secretOf('acme')).current).toBe(SECRET);
    const stored = (await redisContents(world.redis)).flatMap(({ texts }) => texts).join('\n');
    expect(stored).not.toContain(SECRET.slice(6, 30));
  });

  test('has it, too, if only the notifier knows it and the API is asked first', async () => {
    await using world = await setup();
    await world.startNotifier();
    await waitFor(async () => (await world.redis.keys()).some((key) => key.endsWith('webhook-secret-given')), { what: 'its announcement' });
    expect((await world.secrets({ tenants: ['acme'] }).secretOf('acme')).current).toBe(SECRET);
    await expect(world.secrets({ key: false }).secretOf('acme')).rejects.toThrow(SecretUnavailableError);
  });

  test('keeps it when a second tenant is added, which gets its own', async () => {
    await using world = await setup();
    await world.startNotifier();
    await world.secrets({ given: SECRET, tenants: ['acme'] }).announce();
    await world.secrets({ given: SECRET, tenants: ['acme', 'beta'] }).announce();
    expect(holds(SECRET, await world.webhookOf('acme'))).toBe(true);
    const beta = await world.webhookOf('beta');
    expect(holds(SECRET, beta)).toBe(false);
    expect(holds((await world.secrets().secretOf('beta')).current, beta)).toBe(true);
    expect(holds(SECRET, await world.webhookOf('acme'))).toBe(true);
  });
});

describe('of several tenants', () => {
  test('none has WEBHOOK_SECRET, and each has its own', async () => {
    await using world = await setup();
    await world.emit(undefined, undefined, BETA);
    await world.startNotifier();
    const [acme, beta] = [await world.webhookOf('acme'), await world.webhookOf('beta')];
    const [acmes, betas] = await Promise.all(['acme', 'beta'].map(async (tenant) => (await world.secrets().secretOf(tenant)).current));
    expect(new Set([SECRET, acmes, betas]).size).toBe(3);
    expect([holds(acmes!, acme), holds(betas!, beta), holds(acmes!, beta), holds(SECRET, acme), holds(SECRET, beta)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('none has it where the settings know them, though only one had a job yet', async () => {
    await using world = await setup();
    const tenants = ['acme', 'beta'];
    const acme = await world.secrets({ given: SECRET, tenants }).secretOf('acme');
    expect(acme.current).not.toBe(SECRET);
    await expect(world.secrets({ given: SECRET, key: false, tenants }).secretOf('beta')).rejects.toThrow(
      'DARKROOM_ENCRYPTION_KEY is not set',
    );
  });

  test('none has it if only one had a job yet, and only the API has the keys', async () => {
    await using world = await setup();
    const api = world.secrets({ tenants: ['acme', 'beta'] });
    await api.announce();
    await world.startNotifier();
    const webhook = await world.webhookOf('acme');
    expect([holds(SECRET, webhook), holds((await api.secretOf('acme')).current, webhook)]).toEqual([false, true]);
  });

  test('none has it if one was served before any process announced the keys', async () => {
    await using world = await setup();
    await world.startNotifier();
    expect(holds(SECRET, await world.webhookOf('acme'))).toBe(true); // as with the previous version, in which the API announced nothing
    const api = world.secrets({ given: SECRET, tenants: ['acme', 'beta'] });
    await api.announce();
    expect((await api.secretOf('acme')).current).not.toBe(SECRET);
    expect(holds(SECRET, await world.webhookOf('acme'))).toBe(false);
  });

  test('none has it if two API processes serve different tenants', async () => {
    await using world = await setup();
    const [one, other] = [world.secrets({ tenants: ['acme'] }), world.secrets({ tenants: ['beta'] })];
    await one.announce();
    await other.announce();
    await world.startNotifier();
    const secrets = await Promise.all([one.secretOf('acme'), other.secretOf('beta')]);
    expect(new Set([SECRET, ...secrets.map(({ current }) => current)]).size).toBe(3);
  });

  test('those without a secret wait, untried, while there is no key, and that is logged', async () => {
    await using world = await setup();
    await world.emit(undefined, undefined, BETA);
    await world.startNotifier({ DARKROOM_ENCRYPTION_KEY: '' });
    const job = await world.emit({ url: world.receiver.url });
    const line = await waitFor(() => world.logs.find((each) => each.includes('webhook.sealed')), { what: 'the report' });
    expect(line).toContain('DARKROOM_ENCRYPTION_KEY is not set');
    await world.delivery(job, 'pending', 0);
    expect(world.receiver.received).toEqual([]);
  });

  test('processes that need one at the same time get the same', async () => {
    await using world = await setup();
    const asked = await Promise.all(Array.from({ length: 20 }, () => world.secrets({ tenants: ['acme', 'beta'] }).secretOf('acme')));
    expect(new Set(asked.map(({ current }) => current)).size).toBe(1);
  });
});

test('after a rotation webhooks carry both signatures at once, and only the new one after the overlap', async () => {
  await using world = await setup();
  const clock = { ahead: 0, now: () => Date.now() + clock.ahead, sleep: async () => undefined };
  await world.startNotifier({}, { clock });
  expect(holds(SECRET, await world.webhookOf('acme'))).toBe(true);
  const once = { key: 'k', fingerprint: 'f' };
  const rotated = await world.secrets().rotate('acme', HOUR, { idempotency: once });
  expect([rotated.previous, rotated.replayed]).toEqual([SECRET, false]);
  expect(await world.secrets().rotate('acme', HOUR, { idempotency: once })).toEqual({ ...rotated, replayed: true });
  const during = await world.webhookOf('acme');
  expect([holds(rotated.current, during), holds(SECRET, during)]).toEqual([true, true]);
  clock.ahead = 2 * HOUR;
  const last = await world.secrets().rotate('acme', 0);
  const after = await world.webhookOf('acme');
  expect(after.signature.split(' ')).toHaveLength(1);
  // The receiver's library refuses a timestamp of the future, so the test computes the signature and compares.
  expect(new Webhook(last.current).sign(after.id, new Date(Number(after.timestamp) * 1_000), after.text)).toBe(after.signature);
});

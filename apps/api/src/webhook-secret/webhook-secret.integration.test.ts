import { WebhookSecretShown } from '@darkroom/contracts';
import { describe, expect, test } from '@jest/globals';
import { testRedis } from '@darkroom/testkit';

import { pointersOf, problemOf, setup } from '../test/world.ts';

const KEY = { DARKROOM_ENCRYPTION_KEY: Buffer.alloc(32, 5).toString('hex') };
const GIVEN = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const shown = ({ json }: { json: unknown }) => WebhookSecretShown.parse(json);

describe('GET /v1/webhook-secret', () => {
  test('shows each tenant a secret of its own, and the same each time', async () => {
    await using world = await setup({ settings: { ...KEY, WEBHOOK_SECRET: GIVEN } });
    const [acme, beta, again] = [
      shown(await world.call('/v1/webhook-secret')),
      shown(await world.call('/v1/webhook-secret', { tenant: 'beta' })),
      shown(await world.call('/v1/webhook-secret')),
    ];
    expect(again).toEqual(acme);
    expect(acme.previous_secret_expires_at).toBeNull();
    expect(new Set([GIVEN, acme.secret, beta.secret]).size).toBe(3);
  });

  test('is WEBHOOK_SECRET for an only tenant, also without a key', async () => {
    await using world = await setup({ settings: { WEBHOOK_SECRET: GIVEN, DARKROOM_API_KEYS: 'acme:acme-key-5f3a9c' } });
    expect(shown(await world.call('/v1/webhook-secret')).secret).toBe(GIVEN);
    problemOf(await world.call('/v1/webhook-secret/rotate', { body: {} }), 'secrets_unavailable');
  });

  test('is claimed for an only tenant at the start, and stays its own when others come', async () => {
    await using redis = testRedis();
    const settings = { ...KEY, WEBHOOK_SECRET: GIVEN };
    await (await setup({ redis, settings: { ...settings, DARKROOM_API_KEYS: 'acme:acme-key-5f3a9c' } })).api.stop();
    await using world = await setup({ redis, settings });
    expect(shown(await world.call('/v1/webhook-secret')).secret).toBe(GIVEN);
    expect(shown(await world.call('/v1/webhook-secret', { tenant: 'beta' })).secret).not.toBe(GIVEN);
  });

  test('says so where there are several tenants and no key', async () => {
    await using world = await setup({ settings: { WEBHOOK_SECRET: GIVEN } });
    const problem = problemOf(await world.call('/v1/webhook-secret'), 'secrets_unavailable');
    expect(problem.detail).toContain('DARKROOM_ENCRYPTION_KEY is not set');
  });
});

describe('POST /v1/webhook-secret/rotate', () => {
  test('gives a new one, which is shown from then on, and says how long the one before signs', async () => {
    await using world = await setup({ settings: KEY });
    const before = shown(await world.call('/v1/webhook-secret'));
    const rotated = shown(await world.call('/v1/webhook-secret/rotate', { body: { overlap: '1h' } }));
    expect(rotated.secret).not.toBe(before.secret);
    expect(Date.parse(rotated.previous_secret_expires_at!) - Date.parse(rotated.rotated_at)).toBe(3_600_000);
    expect(shown(await world.call('/v1/webhook-secret'))).toEqual(rotated);
    const last = shown(await world.call('/v1/webhook-secret/rotate', { body: { overlap: '0s' } }));
    expect(last.previous_secret_expires_at).toBeNull();
  });

  test('takes effect once under an Idempotency-Key, and needs no body', async () => {
    await using world = await setup({ settings: KEY });
    const rotate = (body?: object) =>
      world.call('/v1/webhook-secret/rotate', { method: 'POST', headers: { 'idempotency-key': 'k' }, ...(body && { body }) });
    const first = await rotate();
    const second = await rotate();
    expect(second.json).toEqual(first.json);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    problemOf(await rotate({ overlap: '1h' }), 'idempotency_key_reused');
  });

  test.each([
    [{ overlap: '8d' }, '/overlap'],
    [{ overlap: 'soon' }, '/overlap'],
    [{ secret: GIVEN }, '/secret'],
  ])('refuses %j', async (body, pointer) => {
    await using world = await setup({ settings: KEY });
    expect(pointersOf(await world.call('/v1/webhook-secret/rotate', { body }))).toEqual([pointer]);
  });
});

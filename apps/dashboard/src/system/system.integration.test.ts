import { expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import { readConfig } from '../config.ts';
import { BASIC, dashboardWorld, PASSWORD, PEOPLES_PASSWORD } from '../test/dashboard-world.ts';
import { shownSettings } from './shown-settings.ts';
import type { SystemState } from './system-data.ts';

const SECRETS = {
  DASHBOARD_PASSWORD: 'half-dome-1927',
  OIDC_CLIENT_SECRET: 'secret-of-the-client',
  DARKROOM_API_KEYS: 'acme:secret-key-of-acme',
  DARKROOM_ADMIN_KEY: 'secret-of-the-operator',
  DARKROOM_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('hex'),
  WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 8).toString('base64')}`,
  GETTY_API_KEY: 'secret-key-of-getty',
  GETTY_API_SECRET: 'secret-of-getty',
  GETTY_REFRESH_TOKEN: 'secret-token-of-getty',
  AWS_ACCESS_KEY_ID: 'secret-id-of-aws',
  AWS_SECRET_ACCESS_KEY: 'secret-of-aws',
  AWS_SESSION_TOKEN: 'secret-token-of-aws',
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=secret-of-the-receiver',
};

test('settings are shown as they are, secrets only as set or not', () => {
  const config = readConfig({
    REDIS_URL: 'redis://user:secret-of-redis@redis.test:6380/2',
    DASHBOARD_USER: 'ansel',
    OIDC_ISSUER: 'https://id.test',
    OIDC_CLIENT_ID: 'darkroom',
    GETTY_API_URL: 'https://user:secret-of-a-proxy@getty.test/api?key=secret',
    ARCHIVE_URL: 's3://bucket/prefix',
    AWS_REGION: 'eu-central-1',
    ...SECRETS,
  });
  const shown = shownSettings(config);
  expect(JSON.stringify(shown)).not.toMatch(/secret-|half-dome|0707|whsec/);
  const valueOf = (name: string) => shown.find((setting) => setting.name === name)?.value;
  expect([
    valueOf('REDIS_URL'),
    valueOf('GETTY_API_URL'),
    valueOf('ARCHIVE_URL'),
    valueOf('OIDC_ISSUER'),
    valueOf('SHUTDOWN_GRACE'),
  ]).toEqual(['redis://redis.test:6380/2', 'https://getty.test/api', 's3://bucket/prefix', 'https://id.test/', '100s']);
  const secret = shown.filter(({ is_secret: isSecret }) => isSecret);
  expect(secret.map(({ name, value, is_set: isSet }) => [name, value, isSet])).toEqual(
    Object.keys(SECRETS)
      .toSorted((a, b) => a.localeCompare(b))
      .map((name) => [name, null, true]),
  );
});

test('the state of the system is for people who cover all tenants, and settings for their admins', async () => {
  await using world = await dashboardWorld();
  await world.person({ name: 'viewer' });
  await world.person({ name: 'limited', role: 'admin', tenants: ['acme'] });
  const ask = (user: string) =>
    world.get('/data/system', { authorization: `Basic ${Buffer.from(`${user}:${PEOPLES_PASSWORD}`).toString('base64')}` });
  const own = async () => (await (await world.get('/data/system', { authorization: BASIC })).json()) as SystemState;
  const system = await waitFor(async () => ((await own()).processes.length > 0 ? own() : undefined), { what: 'this process to be noted' });
  expect(system).toMatchObject({
    processes: [{ app: 'dashboard', version: expect.stringMatching(/^\d+\.\d+\.\d+/), is_missing: false }],
    redis: { is_ready: true, facts: { role: 'master' } },
    archive: { place: null, pending: 0, overdue_since: null },
  });
  expect(system.settings?.length).toBeGreaterThan(20);
  expect(JSON.stringify(system)).not.toContain(PASSWORD);
  const viewer = await ask('viewer');
  expect([viewer.status, ((await viewer.json()) as SystemState).settings]).toEqual([200, null]);
  expect((await ask('limited')).status).toBe(403);
});

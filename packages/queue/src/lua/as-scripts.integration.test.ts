import { randomBytes } from 'node:crypto';

import { afterAll, expect, test } from '@jest/globals';
import { testRedis } from '@darkroom/testkit';

import { connecting, setup } from '../test/world.ts';

/**
 * The tests of the core again, where Redis forbids functions: the same Lua runs as scripts.
 */
const user = `no-functions-${randomBytes(6).toString('hex')}`;
await using redis = testRedis();
await redis.command('ACL', 'SETUSER', user, 'on', 'nopass', '~*', '&*', '+@all', '-fcall', '-function');
connecting.as = user;

afterAll(async () => {
  await redis.command('ACL', 'DELUSER', user);
});

test('the stores of these tests call scripts', async () => {
  await using world = await setup();
  await world.accept();
  expect((await world.store.readiness()).redis).toMatchObject({ commands: 'scripts', problem: null });
});

await import('../jobs/passes.integration.test.ts');
await import('../jobs/fast-path.integration.test.ts');
await import('../jobs/dependents.integration.test.ts');
await import('../money/budgets.integration.test.ts');
await import('../limits/slots.integration.test.ts');
await import('../webhooks/delivery-line.integration.test.ts');

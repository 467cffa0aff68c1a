import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testRedis } from '@darkroom/testkit';

import { connecting, setup } from '../test/world.ts';

// The tests of the core again, where Redis forbids functions: the same Lua runs as scripts.
import '../jobs/passes.integration.test.ts';
import '../jobs/fast-path.integration.test.ts';
import '../jobs/dependents.integration.test.ts';
import '../money/budgets.integration.test.ts';
import '../limits/slots.integration.test.ts';
import '../webhooks/delivery-line.integration.test.ts';

const redis = testRedis();
const user = `no-functions-${randomBytes(6).toString('hex')}`;

beforeAll(async () => {
  await redis.command('ACL', 'SETUSER', user, 'on', 'nopass', '~*', '&*', '+@all', '-fcall', '-function');
  connecting.as = user;
});

afterAll(async () => {
  connecting.as = undefined; // other test files have the same module
  await redis.command('ACL', 'DELUSER', user);
  await redis[Symbol.asyncDispose]();
});

test('the stores of these tests call scripts', async () => {
  await using world = await setup();
  await world.accept();
  expect((await world.store.readiness()).redis).toMatchObject({ commands: 'scripts', problem: null });
});

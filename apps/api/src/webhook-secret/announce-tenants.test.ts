import { expect, test } from '@jest/globals';
import type { TenantSecrets } from '@darkroom/runtime';

import { announceTenants } from './announce-tenants.ts';

const away = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
const logger = { debug() {}, info() {}, warn() {}, error() {} } as unknown as Parameters<typeof announceTenants>[0]['logger'];

/** Tries come to these errors, one after the other, and then work. Sleeping takes no time. */
function setup(errors: Error[]) {
  const tries: string[] = [];
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const announce = async () => {
    const error = errors.shift();
    tries.push(error ? 'failed' : 'done');
    if (error) throw error;
    resolve();
  };
  const clock = { now: () => 0, sleep: async () => undefined };
  return { tries, done, service: announceTenants({ secrets: { announce } as unknown as TenantSecrets, clock, logger }) };
}

test('the tenants with keys are stored before the start is over', async () => {
  const { tries, service } = setup([]);
  await service.start();
  expect(tries).toEqual(['done']);
  await service.stop();
});

test('while Redis is away it tries again and again, and the start does not wait for it', async () => {
  const { tries, done, service } = setup([away(), away(), away()]);
  await service.start();
  await done;
  expect(tries).toEqual(['failed', 'failed', 'failed', 'done']);
  await service.stop();
});

test('a secret that cannot be opened stops nothing, and stopping ends the tries', async () => {
  const { tries, service } = setup([new Error('sealed under another key')]);
  await service.start();
  await service.stop();
  await service.start();
  expect(tries).toEqual(['failed']);
});

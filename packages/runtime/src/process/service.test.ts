import { expect, test } from '@jest/globals';

import { composeServices, type Service } from './service.ts';

function recorder() {
  const log: string[] = [];
  const part = (name: string, over: Partial<Service> = {}): Service => ({
    start: async () => void log.push(`start ${name}`),
    stop: async () => void log.push(`stop ${name}`),
    ...over,
  });
  return { log, part };
}

test('parts start in order and stop in reverse', async () => {
  const { log, part } = recorder();
  const service = composeServices(part('a'), part('b'));
  await service.start();
  await service.stop();
  await service.stop();
  expect(log).toEqual(['start a', 'start b', 'stop b', 'stop a']);
});

test('a part that cannot start stops all, and its error is thrown', async () => {
  const { log, part } = recorder();
  const failing = part('b', { start: () => Promise.reject(new Error('no')) });
  await expect(composeServices(part('a'), failing, part('c')).start()).rejects.toThrow('no');
  expect(log).toEqual(['start a', 'stop c', 'stop b', 'stop a']);
});

test('a part that fails to stop does not prevent others from stopping', async () => {
  const { log, part } = recorder();
  const service = composeServices(part('a'), part('b', { stop: () => Promise.reject(new Error('stuck')) }));
  await service.start();
  await expect(service.stop()).rejects.toThrow('stuck');
  expect(log).toEqual(['start a', 'start b', 'stop a']);
});

test('stopped while starting, it starts no further part', async () => {
  const { log, part } = recorder();
  const gate = Promise.withResolvers<void>();
  const service = composeServices(part('a', { start: () => gate.promise }), part('b'));
  const starting = service.start();
  const stopping = service.stop();
  gate.resolve();
  await Promise.all([starting, stopping]);
  expect(log).toEqual(['stop b', 'stop a']);
});

test('once stopped, it does not start', async () => {
  const { log, part } = recorder();
  const service = composeServices(part('a'));
  await service.stop();
  await service.start();
  expect(log).toEqual(['stop a']);
});

import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';

import { expect, test } from '@jest/globals';
import { z } from 'zod';

import { runProcess, type Fail, type HostProcess } from './run-process.ts';
import type { Service } from './service.ts';
import { readSettings, sharedSettings } from '../settings/settings.ts';

/** A fake process that records what was written to standard error, and its exit code. */
function host(env: Record<string, string> = {}) {
  const emitter = new EventEmitter();
  const exited = Promise.withResolvers<number>();
  let errors = '';
  const stderr = new Writable({
    write(chunk, _encoding, done) {
      errors += String(chunk);
      done();
    },
  });
  const process = Object.assign(emitter, { env: { LOG_LEVEL: 'silent', ...env }, stderr, exit: (code: number) => exited.resolve(code) });
  return {
    process: process as unknown as HostProcess,
    signal: (name: string) => emitter.emit(name),
    exited: exited.promise,
    errors: () => errors,
  };
}

const readConfig = (environment: HostProcess['env']) => readSettings(z.object(sharedSettings), environment);
const idle: Service = { start: async () => undefined, stop: async () => undefined };
const stuckApp = (_config: unknown, { fail }: { fail: Fail }): Service => ({
  ...idle,
  start: async () => fail(new Error('no'), 'test.stuck'),
});

test('wrong settings end it with code 2 and a message that names the variable', async () => {
  const { process, exited, errors } = host({ REDIS_URL: 'nonsense' });
  await runProcess(process, { name: 'test', readConfig, create: () => idle });
  expect(await exited).toBe(2);
  expect(errors()).toContain('REDIS_URL');
});

test.each(['SIGTERM', 'SIGINT'])('%s stops it in order, with code 0', async (name) => {
  const { process, signal, exited } = host();
  let stops = 0;
  await runProcess(process, { name: 'test', readConfig, create: () => ({ ...idle, stop: async () => void stops++ }) });
  signal(name);
  signal(name);
  expect(await exited).toBe(0);
  expect(stops).toBe(1);
});

test('what does not stop within its grace period is cut off, with code 0', async () => {
  const { process, signal, exited } = host({ SHUTDOWN_GRACE: '20ms' });
  await runProcess(process, { name: 'test', readConfig, create: () => ({ ...idle, stop: () => new Promise(() => undefined) }) });
  const keepsTheLoopAlive = setInterval(() => undefined, 1_000);
  signal('SIGTERM');
  expect(await exited).toBe(0);
  clearInterval(keepsTheLoopAlive);
});

test('a start that fails ends it with code 1', async () => {
  const { process, exited } = host();
  await runProcess(process, { name: 'test', readConfig, create: () => ({ ...idle, start: () => Promise.reject(new Error('no')) }) });
  expect(await exited).toBe(1);
});

test('an app that reports a fatal fault ends it with code 1', async () => {
  const { process, exited } = host();
  await runProcess(process, { name: 'test', readConfig, create: stuckApp });
  expect(await exited).toBe(1);
});

test('an uncaught error ends it with code 1', async () => {
  const { process, signal, exited } = host();
  await runProcess(process, { name: 'test', readConfig, create: () => idle });
  signal('unhandledRejection');
  expect(await exited).toBe(1);
});

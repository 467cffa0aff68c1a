import { expect, test } from '@jest/globals';
import { Command, type Redis } from 'ioredis';

import { countPatience, keepPatience, patienceLeftMs, withoutPatience, withPatience } from './redis-patience.ts';

/** A connection with answers timed by the test, which records the time limit of each command. */
function setup() {
  const time = { now: 0 };
  const sent: Command[] = [];
  const givenMs: number[] = [];
  const redis = {
    sendCommand: (command: Command) => {
      sent.push(command);
      return command.promise;
    },
  } as unknown as Redis;
  keepPatience(redis);
  /** A command that is answered after this many ms of the clock. */
  const ask = async (takesMs: number): Promise<unknown> => {
    const command = new Command('get', ['key'], {});
    Object.assign(command, { setTimeout: (ms: number) => void givenMs.push(ms) });
    const answer = redis.sendCommand(command) as Promise<unknown>;
    time.now += takesMs;
    if (sent.at(-1) === command) command.resolve(Buffer.from('x'));
    await answer;
    return answer;
  };
  const within = <Result>(work: () => Promise<Result>) => withPatience(work, { ms: 1_500, now: () => time.now });
  return { redis, time, sent, givenMs, ask, within };
}

test('each command gets the time that earlier ones have left', async () => {
  const { ask, within, givenMs, sent } = setup();
  await within(async () => {
    await ask(700);
    await ask(700);
    await ask(100);
    await expect(ask(1)).rejects.toThrow('Command timed out');
  });
  expect(givenMs).toEqual([1_500, 800, 100]);
  expect(sent).toHaveLength(3);
});

test('time without waiting does not count', async () => {
  const { ask, within, givenMs, time } = setup();
  await within(async () => {
    await ask(100);
    time.now += 60_000;
    await ask(100);
  });
  expect(givenMs).toEqual([1_500, 1_400]);
});

test('parallel commands count their time once', async () => {
  const { within, redis, time, sent } = setup();
  await within(async () => {
    const answers = [1, 2, 3].map(() => redis.sendCommand(new Command('get', ['key'], {})) as Promise<unknown>);
    time.now += 300;
    for (const command of sent) command.resolve(Buffer.from('x'));
    await Promise.all(answers);
    expect(patienceLeftMs()).toBe(1_200);
  });
});

test('waiting for shared work counts as well', async () => {
  const { within, time } = setup();
  const shared = Promise.withResolvers<string>();
  await within(async () => {
    const waiting = countPatience(shared.promise);
    time.now += 400;
    shared.resolve('x');
    expect(await waiting).toBe('x');
    expect(patienceLeftMs()).toBe(1_100);
  });
});

test('every request has its own limit, and work that outlives it has none', async () => {
  const { ask, within, givenMs } = setup();
  await Promise.all([within(() => ask(1_000)), within(() => ask(1_000))]);
  await within(() => withoutPatience(() => ask(5_000)));
  await ask(5_000);
  expect(givenMs).toEqual([1_500, 1_500]);
  expect(patienceLeftMs()).toBeUndefined();
});

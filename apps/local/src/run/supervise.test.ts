import { expect, test } from '@jest/globals';
import type { Clock } from '@darkroom/runtime';
import { waitFor } from '@darkroom/testkit';

import { supervise, type Running } from './supervise.ts';

/** A clock with sleeps that end at once and are recorded, and a process that the test ends. */
function setup(lives: ('runs' | 'cannot start')[] = []) {
  let now = 0;
  const slept: number[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => void slept.push(ms),
  };
  const ends: ((how: string) => void)[] = [];
  const said: string[] = [];
  const start = async (): Promise<Running> => {
    if (lives.shift() === 'cannot start') throw new Error('no room');
    const { promise, resolve } = Promise.withResolvers<string>();
    ends.push(resolve);
    return { exited: promise, stop: async () => resolve('stopped') };
  };
  return {
    service: supervise({ name: 'worker', start, say: (text) => said.push(text), clock }),
    slept,
    said,
    pass: (ms: number) => (now += ms),
    starts: () => ends.length,
    end: (how: string) => ends.at(-1)?.(how),
  };
}

test('a process that ends is started again and reported, with growing pauses', async () => {
  const world = setup();
  await world.service.start();
  for (const starts of [2, 3, 4]) {
    world.end('by SIGKILL');
    await waitFor(() => world.starts() === starts, { what: `start number ${starts}` });
  }
  expect(world.slept).toEqual([500, 1_000, 2_000]);
  expect(world.said.slice(0, 2)).toEqual(['worker ended by SIGKILL; starting it again in 0.5 s', 'worker is back']);
  await world.service.stop();
});

test('after a minute of running the pauses start again from the first', async () => {
  const world = setup();
  await world.service.start();
  world.end('by SIGKILL');
  await waitFor(() => world.starts() === 2, { what: 'the second start' });
  world.pass(60_001);
  world.end('by SIGKILL');
  await waitFor(() => world.starts() === 3, { what: 'the third start' });
  expect(world.slept).toEqual([500, 500]);
  await world.service.stop();
});

test('a restart that fails is tried again', async () => {
  const world = setup(['runs', 'cannot start', 'runs']);
  await world.service.start();
  world.end('by SIGKILL');
  await waitFor(() => world.starts() === 2, { what: 'the second start that works' });
  expect(world.said).toContain('worker ended at its start: no room; starting it again in 1 s');
  await world.service.stop();
});

test('a first start that fails is an error, and not tried again', async () => {
  const world = setup(['cannot start']);
  await expect(world.service.start()).rejects.toThrow('no room');
  await world.service.stop();
  expect(world.slept).toEqual([]);
});

test('a stop is not reported as an end', async () => {
  const world = setup();
  await world.service.start();
  await world.service.stop();
  expect([world.starts(), world.said]).toEqual([1, []]);
});

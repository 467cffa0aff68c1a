import { EventEmitter } from 'node:events';

import { expect, test } from '@jest/globals';
import { waitFor } from '@darkroom/testkit';

import type { Screen } from './screen.ts';
import { StartError } from './start-error.ts';
import { untilStopped } from './until-stopped.ts';

const portInUse = () => Promise.reject(new StartError('Port 3000 is in use.'));

function setup() {
  const lines: string[] = [];
  const say = (text = '') => void lines.push(text);
  const screen = { line: say, fail: say, status: () => {} } as unknown as Screen;
  const exits: number[] = [];
  const host = Object.assign(new EventEmitter(), { exit: (code: number) => exits.push(code) as never });
  return {
    lines,
    screen,
    exits,
    host: host as never as Parameters<typeof untilStopped>[0],
    signal: (name: string, ...args: unknown[]) => host.emit(name, ...args),
  };
}

test('runs until Ctrl-C, which may arrive twice; then it stops once and exits with 0', async () => {
  const world = setup();
  let stops = 0;
  await untilStopped(world.host, world.screen, () => ({ start: async () => {}, stop: async () => void stops++ }));
  expect(world.exits).toEqual([]);
  world.signal('SIGINT');
  world.signal('SIGINT');
  await waitFor(() => world.exits.length > 0, { what: 'an exit' });
  expect([world.exits, stops]).toEqual([[0], 1]);
});

test('a failed start is stopped, its message shown without a stack, and exits with 1', async () => {
  const world = setup();
  let stops = 0;
  await untilStopped(world.host, world.screen, () => ({ start: portInUse, stop: async () => void stops++ }));
  expect([world.lines, world.exits, stops]).toEqual([['Port 3000 is in use.'], [1], 1]);
});

test('a signal during the start stops it, and the failing start is not reported as a fault', async () => {
  const world = setup();
  const { promise, reject } = Promise.withResolvers<void>();
  const running = untilStopped(world.host, world.screen, () => ({
    start: () => promise,
    stop: async () => reject(new Error('cut short')),
  }));
  world.signal('SIGTERM');
  await running;
  await waitFor(() => world.exits.length > 0, { what: 'an exit' });
  expect(world.exits).toEqual([128 + 15]);
  expect(world.lines.join()).not.toContain('cut short');
});

test('the end of its parent process stops it, too', async () => {
  const world = setup();
  let stops = 0;
  await untilStopped(world.host, world.screen, () => ({ start: async () => {}, stop: async () => void stops++ }));
  world.signal('disconnect');
  await waitFor(() => world.exits.length > 0, { what: 'an exit' });
  expect([world.exits, stops]).toEqual([[0], 1]);
});

test('a fault of our own still stops everything', async () => {
  const world = setup();
  let stops = 0;
  await untilStopped(world.host, world.screen, () => ({ start: async () => {}, stop: async () => void stops++ }));
  world.signal('uncaughtException', new Error('write EPIPE'));
  await waitFor(() => world.exits.length > 0, { what: 'an exit' });
  expect([world.exits, stops]).toEqual([[1], 1]);
});

import { expect, test } from '@jest/globals';

import { inOrder, type Step } from './in-order.ts';

/** Runs steps and returns what they came to: the names of those that ran, and the error that the last handler would get. */
async function run(...steps: ((done: string[]) => Step)[]) {
  const done: string[] = [];
  const { promise, resolve } = Promise.withResolvers<unknown>();
  void inOrder(...steps.map((step) => step(done)))(undefined as never, undefined as never, resolve);
  return { error: await promise, done };
}

const passes =
  (name: string) =>
  (done: string[]): Step =>
  (_request, _response, next) => {
    done.push(name);
    next();
  };
const waits =
  (name: string) =>
  (done: string[]): Step =>
  async (_request, _response, next) => {
    await Promise.resolve();
    done.push(name);
    next();
  };
const throws = (): Step => () => {
  throw new Error('refused');
};
const rejects = (): Step => async () => {
  await Promise.resolve();
  throw new Error('refused');
};

test('runs each after the one before, at once or later', async () => {
  expect(await run(passes('a'), waits('b'), passes('c'), waits('d'))).toEqual({ error: undefined, done: ['a', 'b', 'c', 'd'] });
});

test.each([
  ['at once', throws],
  ['later', rejects],
])('hands on an error that is thrown %s, also after a step that waited, and runs no step after it', async (_when, fails) => {
  const error = new Error('refused');
  expect(await run(passes('a'), fails, passes('c'))).toEqual({ error, done: ['a'] });
  expect(await run(waits('a'), passes('b'), fails, passes('d'))).toEqual({ error, done: ['a', 'b'] });
});

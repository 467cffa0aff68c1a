import { expect, test } from '@jest/globals';

import type { Called } from './call.ts';
import { createResource } from './resource.ts';

/** Readings that end when they are told to, and timers that go off when they are told to. */
function readings() {
  const timers: (() => void)[] = [];
  Object.assign(globalThis, { document: { hidden: false }, setTimeout: (act: () => void) => timers.push(act), clearTimeout: () => {} });
  const begun: { signal: AbortSignal; end: (called: Called<string>) => void }[] = [];
  const resource = createResource<string>(() => {});
  return {
    resource,
    begun,
    read: (signal: AbortSignal) => new Promise<Called<string>>((end) => begun.push({ signal, end })),
    passTime: () => {
      for (const act of timers.splice(0)) act();
    },
  };
}

test('what is asked for again while it is read is read to its end first, and then once more', async () => {
  const { resource, begun, read, passTime } = readings();
  const loading = resource.load(read);
  for (let asked = 0; asked < 3; asked += 1) {
    resource.refreshSoon();
    passTime();
  }
  expect(begun.map(({ signal }) => signal.aborted)).toEqual([false]);
  begun[0]!.end({ data: 'one' });
  await loading;
  expect(resource.state).toEqual({ data: 'one', problem: null, isLoading: false });
  passTime();
  expect(begun).toHaveLength(2);
  expect(resource.state).toEqual({ data: 'one', problem: null, isLoading: true });
});

test('whoever looks at something else waits for nothing that was under way', async () => {
  const { resource, begun, read } = readings();
  const first = resource.load(read);
  const second = resource.load(read);
  expect(begun.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  begun[1]!.end({ data: 'two' });
  begun[0]!.end({ data: 'one' });
  await Promise.all([first, second]);
  expect(resource.state.data).toBe('two');
});

test('what was replaced does not come back with a reading that began before', async () => {
  const { resource, begun, read, passTime } = readings();
  const loading = resource.load(read);
  resource.replace('without the job that was decided about');
  begun[0]!.end({ data: 'with that job' });
  await loading;
  expect(resource.state).toEqual({ data: 'without the job that was decided about', problem: null, isLoading: false });
  passTime();
  expect(begun).toHaveLength(2);
});

import { expect, test } from '@jest/globals';

import { startProcess } from './start-process.ts';

test('an app as a process: ready when it returns, its log is read, and it is gone after a stop', async () => {
  await using simulator = await startProcess('simulator', {});
  expect(await (await fetch(`${simulator.url}/healthz`)).json()).toMatchObject({ status: 'ok' });
  expect(await simulator.stop()).toEqual({ code: 0, signal: null });
  expect(simulator.logs().map(({ msg }) => msg)).toEqual(expect.arrayContaining(['process.started', 'process.stopped']));
  expect(() => process.kill(simulator.pid, 0)).toThrow('ESRCH');
});

test('one with logging off counts as started when it answers', async () => {
  await using simulator = await startProcess('simulator', { LOG_LEVEL: 'silent' });
  expect((await fetch(`${simulator.url}/readyz`)).ok).toBe(true);
  expect(simulator.lines).toEqual([]);
});

test('one that cannot start reports why, and leaves nothing behind', async () => {
  await expect(startProcess('simulator', { SIMULATOR_NONSENSE: '1' })).rejects.toThrow(
    /simulator ended before it had started \(exit code 2\)[^]*SIMULATOR_NONSENSE: no such setting/,
  );
});

test('it sees only the environment that it was given', async () => {
  process.env.GETTY_NONSENSE = 'would stop it';
  try {
    await using simulator = await startProcess('simulator', {});
    simulator.kill('SIGKILL');
    expect(await simulator.exited).toEqual({ code: null, signal: 'SIGKILL' });
  } finally {
    delete process.env.GETTY_NONSENSE;
  }
});

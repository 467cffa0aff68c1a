import { describe, expect, test } from '@jest/globals';

import { ReceiverLines, type Place, type Turn } from './receiver-lines.ts';

const SLOW = 'https://slow.example';

/** Lines with a clock that moves only in `pass`: waiting callers wait until then. */
function setup({ random = 0 } = {}) {
  let now = 1_000_000;
  const sleepers: { until: number; wake: () => void }[] = [];
  const clock = { now: () => now, sleep: (ms: number) => new Promise<void>((wake) => void sleepers.push({ until: now + ms, wake })) };
  const lines = new ReceiverLines({ clock, capacity: 20, random: () => random });
  const pass = (ms: number) => {
    now += ms;
    for (const sleeper of sleepers.splice(0)) {
      if (sleeper.until <= now) sleeper.wake();
      else sleepers.push(sleeper);
    }
  };
  const enter = (receiver: string, count: number, tenant = 'acme') =>
    Promise.all(Array.from({ length: count }, () => lines.enter({ tenant, receiver })));
  return { enter, pass, now: () => now };
}

function place(turn: Turn | undefined): Place {
  if (!turn || !('leave' in turn)) throw new Error(`no place was given: ${JSON.stringify(turn)}`);
  return turn;
}

function hasPlaces(turns: Turn[]): boolean {
  return turns.every((turn) => 'leave' in turn);
}

function againAt(turn: Turn): number {
  if ('leave' in turn) throw new Error('a place was given');
  return turn.againAt;
}

describe('a fast receiver', () => {
  test('has four running tries, and the next in line follow as those end', async () => {
    const { enter } = setup();
    const first = (await enter(SLOW, 4)).map(place);
    let entered = false;
    const fifth = enter(SLOW, 1).finally(() => (entered = true));
    await Promise.resolve();
    expect(entered).toBe(false);
    first[0]!.leave(true);
    expect(hasPlaces(await fifth)).toBe(true);
  });

  test('does not take places from another', async () => {
    const { enter } = setup();
    await enter(SLOW, 4);
    expect(hasPlaces(await enter('https://other.example', 4))).toBe(true);
  });
});

test('many slow receivers leave places to others: from half of all places on, each has one', async () => {
  const { enter, pass } = setup();
  const turns = [];
  for (let n = 0; n < 10; n++) {
    const entering = enter(`https://slow-${n}.example`, 4);
    pass(250);
    turns.push(...(await entering));
  }
  expect(turns.filter((turn) => 'leave' in turn)).toHaveLength(10 + 7);
});

describe('a receiver that turns out to be slow', () => {
  test('keeps no caller in line for longer than a moment', async () => {
    const { enter, pass, now } = setup();
    await enter(SLOW, 4);
    const fifth = enter(SLOW, 1);
    pass(250);
    expect(againAt((await fifth)[0]!)).toBeGreaterThan(now());
  });

  test('postpones the rest at once, one after the other, at its own pace', async () => {
    const { enter, pass, now } = setup();
    await enter(SLOW, 4);
    pass(2_000);
    const rest = (await enter(SLOW, 4)).map(againAt);
    expect(rest.map((at) => at - now())).toEqual([250, 750, 1_250, 1_750]);
  });

  test.each([
    [0, 60_000],
    [1, 120_000],
  ])('spreads those past the end of its line over two minutes (drawn: %d)', async (random, awayMs) => {
    const { enter, pass, now } = setup({ random });
    await enter(SLOW, 4);
    pass(15_000);
    const rest = (await enter(SLOW, 100)).map(againAt);
    expect(rest.at(-1)! - now()).toBe(awayMs);
    expect(Math.max(...rest) - now()).toBeLessThanOrEqual(120_000);
  });

  test('gets one try at a time while the last one got no answer, and four again after an answer', async () => {
    const { enter, pass, now } = setup();
    const hanging = (await enter(SLOW, 4)).map(place);
    pass(15_000);
    for (const each of hanging) each.leave(false);
    const [probe, second] = await enter(SLOW, 2);
    expect(againAt(second!)).toBeGreaterThan(now());
    pass(10);
    place(probe).leave(true);
    expect(hasPlaces(await enter(SLOW, 4))).toBe(true);
  });
});

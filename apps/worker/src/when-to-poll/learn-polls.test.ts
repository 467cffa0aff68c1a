import { describe, expect, test } from '@jest/globals';

import { logNormal, oneOf, seededRandom, type Draw } from './test/getty-times.ts';
import { backoffPolls, learningPolls } from './test/learning-polls.ts';
import { simulatePolls } from './test/simulate-polls.ts';

const random = () => seededRandom(23);

describe('polls that learn', () => {
  test.each([
    ['spread widely', logNormal(random(), 12_000, 0.45)],
    ['of two kinds', oneOf(random(), 0.6, logNormal(seededRandom(8), 5_000, 0.2), logNormal(seededRandom(9), 25_000, 0.2))],
    ['spread little', logNormal(random(), 4_000, 0.15)],
  ])('notice jobs in less than half the time with fewer polls, if times are %s', (_how, draw) => {
    const before = simulatePolls(2_000, draw, backoffPolls(random()));
    const after = simulatePolls(2_000, draw, learningPolls(random()));
    expect(after.lagMs).toBeLessThan(before.lagMs * 0.45);
    expect(after.polls).toBeLessThan(before.polls * 0.75);
  });

  test.each([
    ['few seconds', 4_000],
    ['many seconds', 20_000],
  ])('leave a slot that others wait for empty for less than 3 %% of its time, where jobs take %s', (_how, meanMs) => {
    const draw = random();
    const schedule = learningPolls(random(), 'eager');
    const processingMs = () => meanMs * (0.75 + 0.5 * draw());
    simulatePolls(600, processingMs, schedule);
    expect(simulatePolls(2_000, processingMs, schedule).lagMs).toBeLessThan(meanMs * 0.03);
  });

  test.each([
    ['faster', 12_000, 3_000],
    ['slower', 12_000, 40_000],
    ['much slower', 1_000, 90_000],
    ['much faster', 90_000, 1_000],
  ])('follow a Getty that becomes %s', (_how, fromMs, toMs) => {
    const schedule = learningPolls(random());
    simulatePolls(600, logNormal(random(), fromMs, 0.3), schedule);
    const turned = simulatePolls(100, logNormal(random(), toMs, 0.3), schedule);
    simulatePolls(600, logNormal(random(), toMs, 0.3), schedule);
    const settled = simulatePolls(600, logNormal(random(), toMs, 0.3), schedule);
    const fresh = freshlyLearnt(logNormal(random(), toMs, 0.3));
    expect(settled.lagMs).toBeLessThan(fresh.lagMs * 1.25);
    expect(settled.polls).toBeLessThan(fresh.polls * 1.25);
    expect(turned.lagMs).toBeLessThan(fromMs + toMs);
  });
});

/** The result without earlier data. */
function freshlyLearnt(draw: Draw) {
  const schedule = learningPolls(random());
  simulatePolls(600, draw, schedule);
  return simulatePolls(600, draw, schedule);
}

import { expect, test } from '@jest/globals';

import { PendingCount } from './pending-count.ts';
import { createRandom } from '../random.ts';

test('counts what has not ended, as a plain list would', () => {
  const random = createRandom(3);
  const pending = new PendingCount();
  let plain: number[] = [];
  let peak = 0;
  for (let now = 0; now < 3_000; now += 1) {
    plain = plain.filter((endsAt) => endsAt > now);
    if (random() < 0.5) {
      const endsAt = now + Math.floor(random() * 400);
      pending.add(endsAt, now);
      plain = [...plain, endsAt].filter((end) => end > now);
    }
    peak = Math.max(peak, plain.length);
    expect(pending.at(now)).toBe(plain.length);
  }
  expect(peak).toBeGreaterThan(50);
  expect(pending.peak).toBe(peak);
});

import { KeyId } from '@darkroom/contracts';
import { expect, test } from '@jest/globals';

import { createKeyUses } from './key-uses.ts';

const idOf = (n: number) => KeyId.parse(`key_${String(n).padStart(32, '0')}`);

function setup() {
  const time = { now: 1_000 };
  const redis = { away: false, written: [] as { used: [KeyId, number][]; seen: readonly KeyId[] }[] };
  const uses = createKeyUses({
    store: {
      noteUsed: async (used, seen) => {
        if (redis.away) throw new Error('Connection is closed.');
        redis.written.push({ used: [...used], seen });
      },
    },
    clock: { now: () => time.now, sleep: async () => undefined },
    logger: { warn: () => undefined },
    settingsKeys: [idOf(9)],
  });
  return { time, redis, uses };
}

test('a thousand uses of a key are one write, and without uses there is none', async () => {
  const { time, redis, uses } = setup();
  for (let n = 0; n < 1_000; n++) {
    time.now++;
    uses.note(idOf(n % 2));
  }
  await uses.write();
  await uses.write();
  expect(redis.written).toEqual([
    {
      used: [
        [idOf(0), 1_999],
        [idOf(1), 2_000],
      ],
      seen: [idOf(9)],
    },
  ]);
});

test('what could not be written is written later, the latest use of each key', async () => {
  const { time, redis, uses } = setup();
  uses.note(idOf(1));
  uses.note(idOf(2));
  redis.away = true;
  await expect(uses.write()).rejects.toThrow('Connection is closed.');
  time.now = 5_000;
  uses.note(idOf(2));
  redis.away = false;
  await uses.write();
  expect(redis.written).toEqual([
    {
      used: [
        [idOf(1), 1_000],
        [idOf(2), 5_000],
      ],
      seen: [idOf(9)],
    },
  ]);
});

import { expect, test } from '@jest/globals';

import { createVirtualTime } from './virtual-time.ts';

test('a loop that never waits ends with an error instead of never', async () => {
  const time = createVirtualTime(0);
  time.every(
    () => 0,
    () => true,
  );
  const began = time.runUntil(1);

  await expect(began).rejects.toThrow('something never waits');
});

import { expect, test } from '@jest/globals';

import { lookAfresh } from './look-afresh.ts';

test('who comes during a look gets the next one, and all who come during it share that', async () => {
  const looks: PromiseWithResolvers<string>[] = [];
  const look = lookAfresh(() => {
    looks.push(Promise.withResolvers<string>());
    return looks.at(-1)!.promise;
  });
  const first = look();
  await Promise.resolve();
  const [second, third] = [look(), look()];
  expect(looks).toHaveLength(1);
  looks[0]!.resolve('before');
  expect(await first).toBe('before');
  await Promise.resolve();
  expect(looks).toHaveLength(2);
  looks[1]!.resolve('after');
  expect(await Promise.all([second, third])).toEqual(['after', 'after']);
});

import { expect, test } from '@jest/globals';

import { singleFlight } from './single-flight.ts';

function setup() {
  const works: PromiseWithResolvers<string>[] = [];
  const fly = singleFlight(() => {
    const work = Promise.withResolvers<string>();
    works.push(work);
    return work.promise;
  });
  return { works, fly };
}

test('who asks while the work is under way gets its result; who asks afterwards begins it anew', async () => {
  const { works, fly } = setup();
  const [first, second] = [fly(), fly()];
  expect(works).toHaveLength(1);
  works[0]!.resolve('one');
  expect(await Promise.all([first, second])).toEqual(['one', 'one']);
  const third = fly();
  expect(works).toHaveLength(2);
  works[1]!.resolve('two');
  expect(await third).toBe('two');
});

test('a failure goes to all who wait, and the next one tries again', async () => {
  const { works, fly } = setup();
  const both = Promise.allSettled([fly(), fly()]);
  works[0]!.reject(new Error('away'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = fly();
  works[1]!.resolve('back');
  expect(await next).toBe('back');
});

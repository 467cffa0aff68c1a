import { expect, test } from '@jest/globals';

import { inTurn } from './in-turn.ts';

test('a step that fails hinders no step after it, and its error is reported', async () => {
  const done: string[] = [];
  const step = (name: string, error?: Error) => async () => {
    if (error) throw error;
    done.push(name);
  };
  const [full, gone] = [new Error('full'), new Error('gone')];
  await inTurn([step('a'), step('b')]);
  await expect(inTurn([step('c', full), step('d')])).rejects.toBe(full);
  const several = inTurn([step('e', full), step('f', gone), step('g')]);
  await expect(several).rejects.toMatchObject({ message: '2 steps failed; the first: full', errors: [full, gone] });
  expect(done).toEqual(['a', 'b', 'd', 'g']);
});

import { expect, test } from '@jest/globals';

import { createPosition } from './position.ts';

test('the position is the last event with an answer before which all have one', () => {
  const position = createPosition(undefined);
  const [one, two, three] = ['evt_1-0', 'evt_2-0', 'evt_3-0'].map((id) => position.begin(id));
  expect([position.reached(), position.open()]).toEqual([undefined, ['evt_1-0', 'evt_2-0', 'evt_3-0']]);
  two!();
  expect([position.reached(), position.open()]).toEqual([undefined, ['evt_1-0', 'evt_3-0']]);
  one!();
  expect(position.reached()).toBe('evt_2-0');
  three!();
  expect([position.reached(), position.open()]).toEqual(['evt_3-0', []]);
});

test('until an event has ended, it is where the program began', () => {
  const position = createPosition('evt_0-0');
  position.begin('evt_1-0');
  expect(position.reached()).toBe('evt_0-0');
});

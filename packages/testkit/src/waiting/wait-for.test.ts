import { expect, jest, test } from '@jest/globals';

import { waitFor } from './wait-for.ts';

test('resolves with the first truthy value', async () => {
  const answers = [undefined, 0, '', 'here', 'too late'];
  await expect(waitFor(() => answers.shift(), { what: 'an answer' })).resolves.toBe('here');
});

test('a fact that throws is not true yet', async () => {
  let asked = 0;
  const fact = async () => {
    if (++asked < 3) throw new Error('not yet');
    return asked;
  };
  await expect(waitFor(fact, { what: 'the third time' })).resolves.toBe(3);
});

test('its error names what it waited for and what it saw last', async () => {
  await expect(waitFor(() => null, { what: 'the moon', timeoutMs: 30 })).rejects.toThrow('Waited 30 ms for the moon; last seen: null');
  await expect(waitFor(() => Promise.reject(new Error('clouds')), { what: 'the moon', timeoutMs: 30 })).rejects.toThrow(
    'last error: Error: clouds',
  );
});

test('a round that takes long counts as a second: while the machine stands still, nothing can come true', async () => {
  let asked = 0;
  const later = async () => ++asked === 4;
  const now = jest.spyOn(performance, 'now');
  for (let hours = 0; hours < 10; hours++) now.mockReturnValueOnce(hours * 3_600_000);
  await expect(waitFor(later, { what: 'the fourth time', timeoutMs: 3_500 })).resolves.toBe(true);
  now.mockRestore();
});

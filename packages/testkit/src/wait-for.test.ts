import { expect, test } from '@jest/globals';

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

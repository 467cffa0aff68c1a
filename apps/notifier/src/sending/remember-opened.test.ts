import { expect, test } from '@jest/globals';
import { createSecretBox, SealedSecretError } from '@darkroom/runtime';

import { rememberOpened } from './remember-opened.ts';

test('a sealed secret is decrypted once; another one, or one of another owner, is not answered from memory', () => {
  const box = createSecretBox(Buffer.alloc(32, 1));
  const opened: string[] = [];
  const remembering = rememberOpened({ ...box, open: (sealed, owner) => (opened.push(owner), box.open(sealed, owner)) });
  const [first, second] = [box.seal('old', 'ep_a'), box.seal('new', 'ep_a')];
  expect([first, first, second, first].map((sealed) => remembering.open(sealed, 'ep_a'))).toEqual(['old', 'old', 'new', 'old']);
  expect(opened).toEqual(['ep_a', 'ep_a']);
  for (let n = 0; n < 2; n++) expect(() => remembering.open(first, 'ep_b')).toThrow(SealedSecretError);
});

test('its memory is bounded', () => {
  const box = createSecretBox(Buffer.alloc(32, 1));
  let opened = 0;
  const remembering = rememberOpened({ ...box, open: (sealed) => `${opened++} ${sealed}` });
  for (let n = 0; n < 6_000; n++) remembering.open(`sealed ${n}`, 'ep_a');
  remembering.open('sealed 0', 'ep_a');
  remembering.open('sealed 5999', 'ep_a');
  expect(opened).toBe(6_001);
});

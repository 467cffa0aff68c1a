import { expect, test } from '@jest/globals';

import { toLuaJson } from './lua-json.ts';

test('half a surrogate pair becomes a replacement character, in texts and in names, however deep', () => {
  const json = toLuaJson({ a: '\ud800', list: [{ 'b\udc00': 'x\udfff' }] });
  expect(JSON.parse(json)).toEqual({ a: '\ufffd', list: [{ 'b\ufffd': 'x\ufffd' }] });
});

test('everything else stays unchanged', () => {
  const operation = { fox: '🦊', text: String.raw`\ud800`, nested: JSON.stringify({ a: '\ud800' }), none: undefined, n: 1.5 };
  expect(JSON.parse(toLuaJson(operation))).toEqual(JSON.parse(JSON.stringify(operation)));
});

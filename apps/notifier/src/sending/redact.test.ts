import { describe, expect, test } from '@jest/globals';

import { redact } from './redact.ts';

const SIGNATURE = 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN+H/pI4=';
const OTHER = 'v1,aaaa+///95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN+H/pI=';
const MAC = SIGNATURE.slice(3, -1);

const base64 = (text: string) => Buffer.from(text).toString('base64');
const html = (text: string) => text.replaceAll('+', '&#43;').replaceAll('/', '&#x2F;').replaceAll('=', '&#61;');
const json = (text: string) => text.replaceAll('+', String.raw`\u002B`).replaceAll('/', String.raw`\/`);

describe('a signature that a receiver echoes', () => {
  test.each<[string, string]>([
    ['as it is', `{"webhook-signature":"${SIGNATURE} ${OTHER}"}`],
    ['hidden in words', `abc${MAC}def`],
    ['without its version', MAC],
    ['escaped for JSON', json(SIGNATURE)],
    ['escaped for JSON in JSON', JSON.stringify(json(SIGNATURE))],
    ['escaped for JSON in JSON, without its version', JSON.stringify(json(MAC))],
    ['escaped for a URL', encodeURIComponent(SIGNATURE)],
    ['escaped for a URL, without its version', encodeURIComponent(MAC)],
    ['escaped for HTML', html(MAC)],
    ['in the other alphabet', MAC.replaceAll('+', '-').replaceAll('/', '_')],
    ['in base64', base64(SIGNATURE)],
    ['in base64, one byte later', base64(` ${SIGNATURE}`)],
    ['in base64, two bytes later', base64(`  ${SIGNATURE}`)],
    ['as the hex of its bytes', Buffer.from(MAC, 'base64').toString('hex').toUpperCase()],
    ['cut off, with its version', SIGNATURE.slice(0, 20)],
  ])('%s is not readable', (_how, echoed) => {
    const kept = redact(`before ${echoed} after`, [SIGNATURE, OTHER]);
    expect(kept).toMatch(/^before .* after$/);
    expect(kept).toHaveLength(`before ${echoed} after`.length);
    expect(kept.replaceAll('*', '').length).toBeLessThan(`before ${echoed} after`.length - 15);
    for (const part of [MAC.slice(4, 20), MAC.slice(20, 36)].filter((each) => echoed.includes(each))) expect(kept).not.toContain(part);
  });
});

test('a secret is found like a signature', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  expect(redact(`it is ${secret}!`, [secret])).not.toContain(secret.slice(10, 30));
});

test('what is not secret stays', () => {
  const text = '{"error":"v1, the old API, is gone","id":"evt_1-0"}';
  expect(redact(text, [SIGNATURE])).toBe(text);
});

import { describe, expect, test } from '@jest/globals';

import { createRedactor } from './redact-secrets.ts';

const SECRET = 'p"4s/s+w&rd=ünï €-4711';
const redact = createRedactor([SECRET, undefined, 'short']);
const bytes = Buffer.from(SECRET);
const decimal = Array.from(SECRET, (one) => (/\w/.test(one) ? one : `&#${one.codePointAt(0)};`)).join('');

describe('a secret in a text of others is redacted', () => {
  test.each<[string, string]>([
    ['as it is', SECRET],
    ['in JSON', JSON.stringify(SECRET)],
    ['in JSON with escaped slashes', JSON.stringify(SECRET).replaceAll('/', String.raw`\/`)],
    ['in a URL', encodeURIComponent(SECRET)],
    ['in a URL, in lower case', encodeURIComponent(SECRET).toLowerCase()],
    ['in a URL in a URL', encodeURIComponent(encodeURIComponent(SECRET))],
    ['in a form', new URLSearchParams([['', SECRET]]).toString().slice(1)],
    ['in HTML', SECRET.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
    ['in HTML, by numbers', decimal],
    ['in base64', bytes.toString('base64')],
    ['in base64url', bytes.toString('base64url')],
    ['in the base64 of a longer text', Buffer.from(`user:${SECRET}\n`).toString('base64')],
    ['in the base64 of another longer text', Buffer.from(`users:${SECRET}`).toString('base64')],
    ['in the base64 of one byte more', Buffer.from(`users1:${SECRET}!`).toString('base64url')],
    ['as hex', bytes.toString('hex')],
    ['as HEX', bytes.toString('hex').toUpperCase()],
  ])('%s', (_how, spelled) => {
    const clean = redact(`before ${spelled} after`);
    expect(clean).toMatch(/^before .*\[redacted\].* after$/s);
    expect(clean).not.toContain(spelled.slice(6, -6));
  });
});

test('one more can be named for a text', () => {
  expect(redact('token-of-now', 'token-of-now')).toBe('[redacted]');
  expect(redact('token-of-now')).toBe('token-of-now');
});

test('what is no secret stays, and so do words too short to be one', () => {
  const text = 'short, p4ss and {"word":"p%224s"}';
  expect(redact(text)).toBe(text);
});

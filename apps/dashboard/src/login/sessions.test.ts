import { describe, expect, test } from '@jest/globals';

import { createSessions, SESSION_MS } from './sessions.ts';

function setup() {
  const clock = { now: 1_000_000 };
  const open = (password = 'half-dome-1927') => createSessions({ user: 'ansel', password, now: () => clock.now });
  return { clock, open, sessions: open() };
}

describe('a session', () => {
  test('holds at every replica and after a restart', () => {
    const { open, sessions } = setup();
    expect(open().isValid(sessions.issue())).toBe(true);
  });

  test('ends after twelve hours', () => {
    const { clock, sessions } = setup();
    const session = sessions.issue();
    clock.now += SESSION_MS - 1;
    expect(sessions.isValid(session)).toBe(true);
    clock.now += 1;
    expect(sessions.isValid(session)).toBe(false);
  });

  test('ends when the password is changed', () => {
    const { open, sessions } = setup();
    expect(open('another-password').isValid(sessions.issue())).toBe(false);
  });

  test.each([
    ['a later end', (session: string) => session.replace(/^\d/, '9')],
    ['another signature', (session: string) => session.replace(/.{4}$/, 'AAAA')],
    ['no signature', (session: string) => session.split('.')[0]!],
    ['nothing', () => ''],
  ])('with %s is refused', (_what, forge) => {
    const { sessions } = setup();
    expect(sessions.isValid(forge(sessions.issue()))).toBe(false);
  });
});

test('only the right name with the right password matches', () => {
  const { sessions } = setup();
  expect(sessions.matches('ansel', 'half-dome-1927')).toBe(true);
  expect(sessions.matches('Ansel', 'half-dome-1927')).toBe(false);
  expect(sessions.matches('ansel', 'half-dome-1928')).toBe(false);
  expect(sessions.matches('', '')).toBe(false);
});

import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';

import { expect, test } from '@jest/globals';

import { createScreen } from './screen.ts';

function setup(isTTY: boolean) {
  const written: string[] = [];
  const output = { isTTY, columns: 40, write: (text: string) => written.push(text) > 0 };
  return { written, screen: createScreen(output, new PassThrough() as unknown as ReadStream) };
}

test('not on a terminal: whole lines, no colour, no status line', async () => {
  const { screen, written } = setup(false);
  screen.title('Darkroom');
  screen.status('Looking for a Redis');
  screen.done('Redis', 'found');
  screen.fail('No room');
  screen.status(undefined);
  expect(written.join('')).toBe('\nDarkroom\n  ✓ Redis       found\n\n✗ No room\n');
  expect(await screen.confirm('Spend?', new AbortController().signal)).toBe(false);
});

test('on a terminal permanent lines go above the status line, which never wraps', () => {
  const { screen, written } = setup(true);
  screen.status('a very long thing that would not fit on a terminal as narrow as this one is');
  screen.line('stays');
  screen.status(undefined);
  const [moving, line, movingAgain, wiped] = written;
  expect(stripVTControlCharacters(moving ?? '').trimStart().length).toBeLessThan(40);
  expect(line).toBe('\r\x1b[2Kstays\n');
  expect(movingAgain).toContain('a very long thing');
  expect(wiped).toBe('\r\x1b[2K');
});

test('on a narrow terminal details go on below, and a note stands below its value', () => {
  const { screen, written } = setup(true);
  screen.done('Redis', 'found on the PATH, its data in .darkroom');
  screen.row('Dashboard', 'http://127.0.0.1:3001', 'user ansel, password x');
  const shown = stripVTControlCharacters(written.join('')).split('\n');
  expect(shown.every((line) => line.length < 40)).toBe(true);
  expect(shown.slice(0, 5)).toEqual([
    '  ✓ Redis       found on the PATH, its',
    '                data in .darkroom',
    '  Dashboard   http://127.0.0.1:3001',
    '              user ansel, password x',
    '',
  ]);
});

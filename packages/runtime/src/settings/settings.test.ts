import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';

import { formatDuration } from './duration.ts';
import { ApiKeys, Duration, Durations, Flag, HttpUrl, integer, readSettings, SettingsError, sharedSettings } from './settings.ts';

const read = (field: z.ZodType, text: string) => readSettings(z.object({ PORT: field }), { PORT: text })['PORT'];

describe('readSettings', () => {
  test('names every wrong, missing and unknown variable at once, and never a value', () => {
    const schema = z.object({
      REDIS_URL: sharedSettings.REDIS_URL,
      GETTY_API_KEY: z.string(),
      WEBHOOK_SECRET: z.string().startsWith('whsec_'),
    });
    const environment = { REDIS_URL: 'nonsense', WEBHOOK_SECRET: 'hunter2-hunter2', GETTY_MAX_PENDNG: '5' };
    const refused = (): string => {
      try {
        readSettings(schema, environment);
      } catch (error) {
        if (error instanceof SettingsError) return error.message;
        throw error;
      }
      return '';
    };
    const message = refused();
    expect(message).toContain('REDIS_URL: must begin with redis://');
    expect(message).toContain('GETTY_API_KEY: is required');
    expect(message).toContain('WEBHOOK_SECRET: ');
    expect(message).toContain('GETTY_MAX_PENDNG: no such setting');
    expect(message).not.toMatch(/hunter2|nonsense/);
  });

  test('starts in a shell in which somebody uses the client or the command line', () => {
    const callers = {
      DARKROOM_URL: 'http://127.0.0.1:3000',
      DARKROOM_API_KEY: 'x',
      DARKROOM_TENANT: 'acme',
      DARKROOM_WEBHOOK_SECRET: 'whsec_x',
    };
    expect(readSettings(z.object({}), callers)).toEqual({});
    expect(() => readSettings(z.object({}), { DARKROOM_APIKEY: 'x' })).toThrow('DARKROOM_APIKEY: no such setting');
  });

  test('treats an empty variable as unset, and ignores the settings of other apps and of the system', () => {
    const environment = { PORT: '', GETTY_API_KEY: 'of another app', PATH: '/bin' };
    expect(readSettings(z.object({ PORT: integer(0, 65_535).default(3_000) }), environment)).toEqual({ PORT: 3_000 });
  });
});

describe('a duration', () => {
  test.each([
    [0, '0ms'],
    [1_500, '1500ms'],
    [90_000, '90s'],
    [100_000, '100s'],
    [5_400_000, '90m'],
    [7_200_000, '2h'],
    [86_400_000, '1d'],
  ])('of %d ms is shown as %s, which is read as the same', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
    expect(read(Duration, text)).toBe(milliseconds);
  });

  test.each([
    ['90s', 90_000],
    ['1500ms', 1_500],
    ['0.5m', 30_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
  ])('%s is %d ms', (text, milliseconds) => {
    expect(read(Duration, text)).toBe(milliseconds);
  });

  test.each(['90', '-1s', '1 s', 's', '1w', '1e3s'])('is not %j', (text) => {
    expect(() => read(Duration, text)).toThrow('PORT: must be a duration');
  });

  test('has an end: ten years, and a day for a stop', () => {
    expect(read(Duration, '3650d')).toBe(315_360_000_000);
    expect(() => read(Duration, '3651d')).toThrow('PORT: must be at most 3650d');
    expect(() => read(Durations, '5s,9999999d')).toThrow('PORT: each must be at most 3650d');
    expect(read(sharedSettings.SHUTDOWN_GRACE, '1d')).toBe(86_400_000);
    expect(() => read(sharedSettings.SHUTDOWN_GRACE, '30d')).toThrow('PORT: must be at most 1d');
  });

  test('may be a list', () => {
    expect(read(Durations, '5s, 5m,2h')).toEqual([5_000, 300_000, 7_200_000]);
    expect(() => read(Durations, '5s,,2h')).toThrow('must be durations');
  });
});

describe('API keys', () => {
  test('belong to tenants, which may have several', () => {
    expect([...(read(ApiKeys, 'acme:key-one-long, acme:key-two-long,other:key-three-long') as Map<string, string>)]).toEqual([
      ['key-one-long', 'acme'],
      ['key-two-long', 'acme'],
      ['key-three-long', 'other'],
    ]);
  });

  test.each(['acme', 'acme:', ':long-enough-key', 'acme:short', 'ac me:long-enough-key', 'acme:long-enough-key,'])('are not %j', (text) => {
    expect(() => read(ApiKeys, text)).toThrow('must be tenant:key pairs');
  });

  test('are not given twice', () => {
    expect(() => read(ApiKeys, 'acme:the-same-key,other:the-same-key')).toThrow('gives one key twice');
  });
});

test('a flag is true or false', () => {
  expect([read(Flag, 'true'), read(Flag, '1'), read(Flag, 'false'), read(Flag, '0')]).toEqual([true, true, false, false]);
  expect(() => read(Flag, 'yes')).toThrow('must be true or false');
});

test('a URL has a supported protocol', () => {
  expect(read(HttpUrl, 'https://api.example.com')).toBe('https://api.example.com');
  expect(() => read(HttpUrl, 'ftp://example.com')).toThrow('must be an http');
});

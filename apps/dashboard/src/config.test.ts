import { describe, expect, test } from '@jest/globals';

import { readConfig } from './config.ts';

const LOGIN = { DASHBOARD_USER: 'ansel', DASHBOARD_PASSWORD: 'half-dome-1927' };

describe('the settings', () => {
  test('need a login and nothing else', () => {
    expect(readConfig(LOGIN)).toMatchObject({ PORT: 3001, DASHBOARD_USER: 'ansel', REDIS_URL: 'redis://127.0.0.1:6379' });
  });

  test.each([
    [{ DASHBOARD_USER: undefined }, 'DASHBOARD_USER: is required'],
    [{ DASHBOARD_PASSWORD: undefined }, 'DASHBOARD_PASSWORD: is required'],
    [{ DASHBOARD_PASSWORD: 'short' }, 'DASHBOARD_PASSWORD: must be at least 8 characters'],
    [{ DASHBOARD_USER: 'a:b' }, 'DASHBOARD_USER: must be 1 to 100 characters, without spaces and colons'],
    [{ DASHBOARD_USER: 'ansel adams' }, 'DASHBOARD_USER: must be 1 to 100 characters, without spaces and colons'],
    [{ DASHBOARD_USER: ' ansel' }, 'DASHBOARD_USER: must be 1 to 100 characters, without spaces and colons'],
    [{ DASHBOARD_API_URL: 'api.example' }, 'DASHBOARD_API_URL: must be an http:// or https:// URL'],
    [{ GETTY_API_KEY: 'key' }, 'GETTY_API_SECRET: is required'],
  ])('%j is refused, by name', (over, message) => {
    expect(() => readConfig({ ...LOGIN, ...over })).toThrow(message);
  });

  test('a refusal does not repeat the password', () => {
    expect(() => readConfig({ ...LOGIN, DASHBOARD_PASSWORD: 'pa55' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('pa55') }),
    );
  });
});

import { expect, test } from '@jest/globals';

import { readConfig } from './config.ts';

const KEYS = { DARKROOM_API_KEYS: 'acme:key-of-acme' };

test('needs only the API keys', () => {
  expect(readConfig(KEYS)).toMatchObject({
    PORT: 3000,
    REDIS_URL: 'redis://127.0.0.1:6379',
    DARKROOM_API_KEYS: new Map([['key-of-acme', 'acme']]),
    GETTY_API_URL: 'https://api.gettyimages.com',
    GETTY_AUTH_URL: 'https://authentication.gettyimages.com/oauth2/token',
    GETTY_PATH_PREFIX: '/v3',
  });
});

test('names every wrong setting, and no value', () => {
  const wrong = {
    DARKROOM_API_KEYS: 'short:key',
    GETTY_API_SECRET: 'with space',
    GETTY_API_URL: 'getty',
    DARKROOM_KEYS: 'x',
    PORT: '99999',
  };
  expect(() => readConfig(wrong)).toThrow(
    /^Darkroom cannot start[^]*DARKROOM_KEYS: no such setting[^]*PORT:[^]*DARKROOM_API_KEYS:[^]*GETTY_API_URL:[^]*GETTY_API_SECRET:/,
  );
  expect(() => readConfig(wrong)).not.toThrow(/with space|short:key/);
});

test('prices name the setting and the key, and no price', () => {
  const priced = { ...KEYS, DARKROOM_PRICES: '{"currency":"USD","generation":"0.12","generation.paint":"7.77"}' };
  expect(() => readConfig(priced)).toThrow(/DARKROOM_PRICES: "generation\.paint" is not/);
  expect(() => readConfig(priced)).not.toThrow(/7\.77/);
  const valid = readConfig({ ...KEYS, DARKROOM_PRICES: '{"currency":"USD","generation":"0.12"}' });
  expect(valid.DARKROOM_PRICES).toEqual({ currency: 'USD', of: new Map([['generation', 120_000]]) });
});

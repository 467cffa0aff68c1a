import { SettingsError } from '@darkroom/runtime';
import { expect, test } from '@jest/globals';

import { readConfig } from './config.ts';

test('without any variable there are no faults, and work takes some seconds', () => {
  expect(readConfig({ PATH: '/bin' })).toMatchObject({
    PORT: 4010,
    SIMULATOR_PATH_PREFIX: '/v3',
    settings: { generation_duration: '3s-5s', download_duration: '1s-2s', faults: [], max_qps: null },
  });
});

test('every setting can be given as SIMULATOR_ and its name', () => {
  const { settings } = readConfig({
    SIMULATOR_LATENCY: '10ms~0.5',
    SIMULATOR_MAX_PENDING: '20',
    SIMULATOR_HISTORY_SHOWS_PENDING: 'false',
    SIMULATOR_LATENCY_BY_CALL: '{"poll":"1ms"}',
  });
  expect(settings).toMatchObject({ latency: '10ms~0.5', max_pending: 20, history_shows_pending: false, latency_by_call: { poll: '1ms' } });
});

test.each([
  [{ SIMULATOR_LATENZY: '1s' }, 'SIMULATOR_LATENZY: no such setting'],
  [{ SIMULATOR_LATENCY: 'fast' }, 'SIMULATOR_LATENCY: must be a timing'],
  [{ SIMULATOR_FAULTS: '[{"share":2,"then":{}}]' }, 'SIMULATOR_FAULTS.0.share: '],
  [{ SIMULATOR_SEED: 'x' }, 'SIMULATOR_SEED: must be a whole number'],
  [{ PORT: '70000' }, 'PORT: must be'],
])('%j stops it', (environment, message) => {
  expect(() => readConfig(environment)).toThrow(SettingsError);
  expect(() => readConfig(environment)).toThrow(message);
});

import { describe, expect, test } from '@jest/globals';

import { isOlder, whyRefused, type Compatibility, type Installation } from './compatibility.ts';

/** A version of later years, which reads formats 3 and 4 and writes 3. */
const mine: Compatibility = {
  version: '0.6.0',
  newestFormat: 4,
  writes: { format: 3, readableFrom: '0.5.0' },
  upgradesFrom: '0.5.0',
};
const found = (version: string | null, ...formats: [number, string, string][]): Installation => ({
  version,
  formats: formats.map(([format, by, readableFrom]) => ({ format, by, readableFrom })),
});
const process = (version: string) => ({ app: 'worker', host: 'rack', version });

describe('may run', () => {
  test.each<[string, Installation, string[]]>([
    ['on an empty Redis', found(null), []],
    ['on data of versions that noted nothing', found(null, [1, '0.3.0', '0.1.0']), []],
    ['after and beside the version before', found('0.5.9', [3, '0.5.0', '0.5.0']), ['0.5.9', '0.6.0']],
    ['after the version that comes next, which was taken back', found('0.7.0', [4, '0.7.0', '0.6.0']), ['0.7.0']],
  ])('%s', (_, installation, versions) => {
    expect(whyRefused(mine, installation, versions.map(process))).toBeUndefined();
  });
});

describe('is refused', () => {
  test.each<[string, Installation, string[], string]>([
    [
      'where a newer version has written what it cannot read',
      found('0.8.0', [4, '0.7.0', '0.6.0'], [5, '0.8.0', '0.7.0']),
      [],
      'Darkroom 0.6.0 cannot read all data in Redis. Darkroom 0.8.0 has written storage format 5, and this version reads formats up to 4. Start Darkroom 0.7.0 or newer.',
    ],
    [
      'where a version was skipped',
      found('0.4.2', [2, '0.3.0', '0.1.0']),
      [],
      'Darkroom 0.6.0 cannot follow 0.4.2 directly, which ran here last. Deploy Darkroom 0.5.0 first, with all processes, and then this version.',
    ],
    [
      'where processes run that are too old',
      found('0.5.0'),
      ['0.5.0', '0.4.2'],
      'Darkroom 0.6.0 cannot run beside 0.4.2, and its process worker on rack is running. Replace all processes by Darkroom 0.5.0 first.',
    ],
  ])('%s', (_, installation, versions, why) => {
    expect(whyRefused(mine, installation, versions.map(process))).toBe(why);
  });
});

test.each([
  ['0.9.1', '0.10.0', true],
  ['0.10.0', '0.9.1', false],
  ['0.6.0', '0.6.0', false],
  ['0.6.0-rc.1', '0.6.0', false],
  ['1.0', '1.0.1', true],
  ['', '0.1.0', true],
])('whether %s comes before %s: %s', (version, than, older) => {
  expect(isOlder(version, than)).toBe(older);
});

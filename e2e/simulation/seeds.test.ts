import { describe, expect, test } from '@jest/globals';

import { LONG_TESTS } from './test/long-tests.ts';
import { simulateInProcess } from './test/simulate-in-process.ts';

/** On a machine that is busy with other things as well. */

describe('In a world of chance everything holds that must:', () => {
  // Short worlds with much weather, and tenants that do odd things.
  const SEEDS = [
    [12, 15, 16, 322, 366, 430],
    ...(LONG_TESTS
      ? [
          [3, 14, 230, 329, 483, 507],
          [31, 46, 62, 5, 21, 240],
          [324, 462, 476, 467, 495, 518],
        ]
      : []),
  ];

  test.each(SEEDS.map((seeds) => ({ seeds })))('seeds $seeds', async ({ seeds }) => {
    expect(await simulateInProcess(seeds)).toContain(`${seeds.length} worlds: everything held`);
  });
});

import { describe, expect, test } from '@jest/globals';

import { simulateInProcess } from './test/simulate-in-process.ts';

/** On a machine that is busy with other things as well. */
const MOST_MS = 300_000;

describe('In a world of chance everything holds that must:', () => {
  // Short worlds with much weather, and tenants that do odd things.
  const SEEDS = [
    [12, 15, 16, 31, 46, 62],
    [3, 5, 14, 21, 230, 240],
    [322, 324, 366, 430, 462, 476],
    [329, 467, 483, 495, 507, 518],
  ];

  test.each(SEEDS.map((seeds) => ({ seeds })))(
    'seeds $seeds',
    async ({ seeds }) => {
      expect(await simulateInProcess(seeds)).toContain(`${seeds.length} worlds: everything held`);
    },
    MOST_MS,
  );
});

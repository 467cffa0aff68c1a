import { randomInt } from 'node:crypto';

import { expect, test } from '@jest/globals';

import { reportTable } from './storm/report.ts';
import { runStorm } from './storm/storm.ts';

/** G1, G2 and G3 at once: the same as `npm run storm`, small. `STORM_SEED` repeats a run, as far as processes can be made to. */
test('no job is lost, paid twice, not announced or announced twice while every process and Redis are killed in turn', async () => {
  const seed = Number(process.env.STORM_SEED ?? randomInt(2 ** 32));
  const report = await runStorm({ jobs: 90, kills: 10, seed });
  const table = reportTable(report);
  process.stderr.write(`\nA storm of 90 jobs and 10 kills\n${table}`);

  expect(report.evidence.submitted).toHaveLength(90);
  expect(Object.entries(report.broken).filter(([, cases]) => cases.length > 0)).toEqual([]);
});

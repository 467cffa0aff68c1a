import { expect, test } from '@jest/globals';

import { reportTable } from './soak/report.ts';
import { runSoak } from './soak/soak.ts';

const OF_JOBS = /^keys \{\w+\}:(job|spec|timeline|idempotency|getty|event-deliveries|event-body|event-answers|deliveries)$/;

/** G8: what Redis and the processes hold does not grow with the number of jobs ever run. The same as `npm run soak`, short. */
test('a month later nothing is left of a job: each round of jobs finds and leaves what the one before did', async () => {
  const report = await runSoak({ rounds: 9, forMs: 0, jobsARound: 25, perSecond: 100 });
  process.stderr.write(`\nA soak\n${reportTable(report)}`);
  expect(report.jobs).toBeGreaterThan(9 * 25);
  expect(report.trends.filter(({ grew }) => grew)).toEqual([]);
  const kinds = report.trends.filter(({ figure }) => figure.startsWith('keys ')).map(({ figure }) => figure);
  expect(kinds.filter((kind) => OF_JOBS.test(kind))).toEqual([]);
});

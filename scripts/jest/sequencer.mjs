import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import Sequencer from '@jest/test-sequencer';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * What takes longest, each measured with more than ten seconds. Those that start many processes stand among those that do not, the longest of both first: four
 * whole systems at once would be in each other's way.
 */
const LONGEST = [
  // First: it counts all objects of its process, and each file that ran before leaves its modules there.
  'apps/api/src/test/memory.integration.test.ts',
  'e2e/deploys.test.ts',
  'apps/worker/src/generation/generation.integration.test.ts',
  'apps/dashboard/src/in-browser/every-page.integration.test.ts',
  'e2e/packed.test.ts',
  'e2e/simulation/scenarios/pauses-end.test.ts',
  'e2e/simulation/scenarios/pending-squeezed.test.ts',
  'e2e/limits-hold.test.ts',
  'apps/worker/src/limits/pauses.integration.test.ts',
  'e2e/simulation/defects.test.ts',
  'e2e/restored.test.ts',
  'apps/dashboard/src/in-browser/live-page.integration.test.ts',
  'apps/worker/src/paid-call/two-passes.integration.test.ts',
  'e2e/storm.test.ts',
  'e2e/simulation/scenarios/getty-away.test.ts',
  'apps/worker/src/download/download.integration.test.ts',
  'apps/local/src/main.integration.test.ts',
  'apps/worker/src/paid-call/two-passes-on-detours.integration.test.ts',
  'e2e/simulation/crowd-defects.test.ts',
  'e2e/announced-once.test.ts',
  'e2e/simulation/same-world.test.ts',
  'apps/dashboard/src/in-browser/webhooks-page.integration.test.ts',
  'e2e/operations-hold.test.ts',
  'apps/api/src/docs/docs.integration.test.ts',
  'packages/archive/src/archive.integration.test.ts',
  'e2e/failover.test.ts',
  'apps/dashboard/src/in-browser/jobs-page.integration.test.ts',
  'apps/worker/src/paid-call/crash-on-detours.integration.test.ts',
  'e2e/integrate.test.ts',
  'e2e/simulation/scenarios/polls-before-downloads.test.ts',
  'apps/worker/src/limits/outage.integration.test.ts',
  'e2e/paid-once.test.ts',
  'e2e/previous-version/previous-version.test.ts',
  'apps/api/src/test/fuzz.integration.test.ts',
  'e2e/two-formats.test.ts',
  'apps/api/src/http/edge.integration.test.ts',
  'packages/queue/src/redis/connection/follow-server.integration.test.ts',
  'e2e/stays-small.test.ts',
  'e2e/simulation/scenarios/pending-collapses.test.ts',
  'apps/notifier/src/crash.integration.test.ts',
  'e2e/sentinel.test.ts',
  'apps/local/src/launcher.integration.test.ts',
  'apps/dashboard/src/in-browser/held-page.integration.test.ts',
  'apps/api/src/openapi/generated-client.integration.test.ts',
  'apps/dashboard/src/in-browser/gallery-page.integration.test.ts',
  'e2e/keys.test.ts',
  'e2e/nothing-leaks.test.ts',
  'apps/worker/src/limits/query-budget.integration.test.ts',
  'apps/worker/src/limits/pending-limit.integration.test.ts',
  'e2e/durable.test.ts',
  'apps/api/src/uploads/uploads.integration.test.ts',
  'apps/dashboard/src/in-browser/job-actions.integration.test.ts',
  'e2e/traces.test.ts',
  'apps/dashboard/src/login/login-throttle.test.ts',
  'apps/worker/src/archive/copies.integration.test.ts',
  'e2e/simulation/seeds.test.ts',
  'apps/api/src/batches/batches.integration.test.ts',
  'apps/api/src/test/operator.integration.test.ts',
  'e2e/cluster.test.ts',
  'apps/worker/src/paid-call/crash.integration.test.ts',
  'apps/worker/src/archive/killed-copies.integration.test.ts',
  'e2e/redis-faults.test.ts',
  'e2e/regressions.test.ts',
  'apps/worker/src/when-to-poll.integration.test.ts',
  'e2e/credentials.test.ts',
  'apps/dashboard/src/in-browser/job-page.integration.test.ts',
  'packages/queue/src/lists/list-jobs.integration.test.ts',
  'e2e/budgets-hold.test.ts',
  'apps/api/src/jobs/act/resolve-job.integration.test.ts',
  'packages/queue/src/archive/copies.integration.test.ts',
  'apps/api/src/feed/resume.integration.test.ts',
  'e2e/batches.test.ts',
  'apps/dashboard/src/people/people.integration.test.ts',
  'e2e/simulation/scenarios/probes-in-trouble.test.ts',
  'deploy/prometheus/rules.test.ts',
];

/** Jest's order of test files: those that took longest begin first, so that none is left alone at the end. In a new clone it knows no times, but the sizes of files. */
export default class LongestFirst extends Sequencer {
  constructor(options) {
    super(options);
    const gone = LONGEST.filter((path) => !existsSync(root + path));
    if (gone.length > 0) throw new Error(`scripts/jest/sequencer.mjs names files that are not there: ${gone.join(', ')}`);
  }

  /** In ms. It orders files only where Jest has measured none. */
  time(test) {
    const rank = LONGEST.indexOf(relative(root, test.path));
    return super.time(test) ?? (rank < 0 ? test.context.hasteFS.getSize(test.path) / 1_000 : 1_000 * (1 + LONGEST.length - rank));
  }
}

import { expect, test } from '@jest/globals';
import { ownRedis, redisContents, waitFor, type RedisEntry } from '@darkroom/testkit';

import { startHouse } from './house.ts';

/** G8: what Redis holds does not grow with the number of jobs ever run. */

const JOBS = 700;
const RETENTION_DAYS = 30;
/** BullMQ cuts its logs at about 1,000 entries; ours are cut by age, so they hold the events of one round at the most. */
const LOG_ENTRIES = 1_200;

test('a month later nothing is left of a job: each round of jobs finds and leaves what the one before did', async () => {
  await using redis = await ownRedis();
  const rounds: Held[] = [];
  for (let round = 0; round < 3; round++) {
    await runJobs(redis.url, round);
    rounds.push(measure(await redisContents({ url: redis.url })));
  }
  const [, second, third] = rounds;
  expect(third!.keys).toEqual(second!.keys);
  expect(third!.bytes / second!.bytes).toBeLessThan(1.02);
  for (const { longestLog } of rounds) expect(longestLog).toBeLessThanOrEqual(LOG_ENTRIES);
}, 300_000);

/** The whole system, a month later than in the round before, runs its jobs, and has removed those of that round. */
async function runJobs(redisUrl: string, round: number): Promise<void> {
  const later = round * (RETENTION_DAYS + 1) * 86_400_000;
  await using house = await startHouse({
    redisUrl,
    all: { NODE_OPTIONS: clockAhead(later) },
    worker: { RETENTION_DAYS: `${RETENTION_DAYS}` },
    simulator: { SIMULATOR_LATENCY: '1ms', SIMULATOR_INLINE_GENERATIONS: '1' },
  });
  const lanes = Array.from({ length: 10 }, async (_, lane) => {
    for (let n = lane; n < JOBS; n += 10) await house.submit({ prompt: `a fox, number ${n} of round ${round}` }, `key-${round}-${n}`);
  });
  await Promise.all(lanes);
  const told = () => new Set(house.receiver.received.filter(({ taken }) => taken).map(({ body }) => body.data.id)).size;
  await waitFor(() => told() === JOBS, { what: `the jobs of round ${round} to be told`, timeoutMs: 120_000 });
  await waitFor(async () => (await house.jobs()).length === JOBS, { what: 'the jobs of the last round to be removed', timeoutMs: 60_000 });
  const { api, notifier, workers } = house.processes;
  await Promise.all([api, notifier, ...workers].map((process) => process.stop()));
}

/** Node's option that sets a process's clock ahead, from its first line on. */
function clockAhead(ms: number): string {
  const code = `
    const { now } = Date;
    Date.now = () => now() + ${ms};
    globalThis.Date = class extends Date {
      constructor(...given) {
        super(...(given.length > 0 ? given : [Date.now()]));
      }
    };`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}

type Held = { keys: Record<string, number>; bytes: number; longestLog: number };

/** How many keys of each kind there are, how much text lies in all but the logs, and how many entries the longest log has. */
function measure(entries: RedisEntry[]): Held {
  // BullMQ's marks of its last look for stalled jobs come and go.
  const lasting = entries.filter(({ key }) => !key.endsWith(':stalled-check'));
  // `{e2e}:job:…`, and `{e2e}:bull:generation:…` for BullMQ's.
  const kinds = Map.groupBy(lasting, ({ key }) => /^(\{\w+\}:(?:bull:)?[^:]+)/.exec(key)?.[1] ?? key);
  // How much of a log has been cut depends on when it was last looked at.
  const texts = lasting.filter(({ type }) => type !== 'stream').flatMap((entry) => [entry.key, ...entry.texts]);
  const logs = lasting.filter(({ type }) => type === 'stream').map((log) => log.texts.filter((text) => /^\d{13}-\d+$/.test(text)).length);
  return {
    keys: Object.fromEntries([...kinds].map(([kind, of]) => [kind, of.length])),
    bytes: texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    longestLog: Math.max(...logs),
  };
}

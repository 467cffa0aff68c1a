import { randomInt } from 'node:crypto';
import process from 'node:process';
import { parseArgs } from 'node:util';

import { runProgram } from '../run-program.ts';
import { whenInterrupted } from '../when-interrupted.ts';
import { showProgress } from './progress.ts';
import { isBroken, progressLine, reportTable } from './report.ts';
import { runStorm, type StormOptions, type StormReport } from './storm.ts';

// `npm run storm -- --jobs 2000 --kills 50`: exit code 0 when every promise was kept, 1 when one broke, 2 for wrong arguments.
const USAGE =
  'npm run storm -- [--jobs 2000] [--kills 50] [--seed <number>] [--beside <tree of another version>]… [--redis alone|sentinel|cluster] [--replicas-needed 1]';
const LARGEST_SEED = 2 ** 32 - 1;

const interrupted = whenInterrupted();

await runProgram({ usage: USAGE, options: readOptions(process.argv.slice(2)) }, async (options) => {
  process.stderr.write(`A storm of ${options.jobs} jobs and ${options.kills} kills, seed ${options.seed}\n`);
  const report = await watchStorm(options);
  process.stdout.write(`\n${reportTable(report)}`);
  return !isBroken(report);
});

async function watchStorm(options: StormOptions): Promise<StormReport> {
  using progress = showProgress(process.stderr);
  return await runStorm(options, { say: (now) => progress.say(progressLine(now, options)), interrupted });
}

/** Nothing when the arguments cannot be read. */
function readOptions(args: string[]): StormOptions | undefined {
  try {
    const number = { type: 'string' } as const;
    const { values } = parseArgs({
      args,
      options: {
        jobs: number,
        kills: number,
        seed: number,
        beside: { type: 'string', multiple: true, default: [] },
        redis: { type: 'string', default: 'alone' },
        'replicas-needed': number,
      },
    });
    const jobs = Number(values.jobs ?? 2_000);
    const kills = Number(values.kills ?? 50);
    const seed = Number(values.seed ?? randomInt(LARGEST_SEED));
    const valid = Number.isInteger(jobs) && jobs >= 1 && Number.isInteger(kills) && kills >= 0 && Number.isInteger(seed) && seed >= 0;
    const redis = (['alone', 'sentinel', 'cluster'] as const).find((kind) => kind === values.redis);
    const replicasNeeded = Number(values['replicas-needed'] ?? 1);
    if (redis === undefined || ![0, 1].includes(replicasNeeded)) return undefined;
    return valid && seed <= LARGEST_SEED ? { jobs, kills, seed, beside: values.beside, sleeper: true, redis, replicasNeeded } : undefined;
  } catch {
    return undefined; // parseArgs throws for what it does not know
  }
}

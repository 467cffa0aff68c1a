import process from 'node:process';

import { runProgram } from '../run-program.ts';
import { whenInterrupted } from '../when-interrupted.ts';
import { readOptions, type SimulationOptions } from './options.ts';
import { worldRedis } from './redis/world-redis.ts';
import { reportText } from './report-text.ts';
import { simulateSeed } from './simulate-seed.ts';

// `npm run simulate -- --seed 7` replays one world and shows what happens in it; `-- --seeds 2000` searches. Exit code 0 when everything held, 1
// when something did not, 2 for wrong arguments.
const USAGE = 'npm run simulate -- [--seed <number>]… [--seeds <number>] [--hours <number>] [--trace]';
const HOUR_MS = 3_600_000;

let isInterrupted = false;
whenInterrupted().catch(() => (isInterrupted = true));
const goesOn = (): boolean => !isInterrupted;

await runProgram({ usage: USAGE, options: readOptions(process.argv.slice(2)) }, async (options) => search(options));

/** Whether everything held. */
async function search({ firstSeeds, seeds, trace, hours }: SimulationOptions): Promise<boolean> {
  await using redis = await worldRedis();
  const until = hours === undefined ? Infinity : Date.now() + hours * HOUR_MS;
  let done = 0;
  for (const seed of seedsFrom(firstSeeds, seeds)) {
    if (Date.now() >= until || !goesOn()) break;
    const report = await simulateSeed(seed, {
      url: redis.socket ?? redis.url,
      show: trace ? (line) => void process.stdout.write(`${line}\n`) : undefined,
      goesOn,
    });
    done++;
    const { jobs, steps, lastedMs, digest } = report;
    process.stderr.write(`seed ${seed}: ${jobs} jobs, ${steps} steps, ${(lastedMs / 60_000).toFixed(0)} minutes, ${digest}\n`);
    if (report.broken.length > 0) {
      process.stdout.write(reportText(report));
      return false;
    }
  }
  process.stdout.write(`${done} ${done === 1 ? 'world' : 'worlds'}: everything held\n`);
  return true;
}

function* seedsFrom(firstSeeds: number[], seeds: number): Generator<number> {
  for (const first of firstSeeds) for (let seed = first; seed < first + seeds; seed++) yield seed;
}

import process from 'node:process';
import { parseArgs } from 'node:util';

import { runProgram } from '../run-program.ts';
import { whenInterrupted } from '../when-interrupted.ts';
import { showProgress } from '../storm/progress.ts';
import { reportTable } from './report.ts';
import { runSoak, type SoakOptions } from './soak.ts';

// `npm run soak -- --minutes 20`: exit code 0 when nothing grew, 1 when something did, 2 for wrong arguments.
const USAGE = 'npm run soak -- [--minutes 20] [--jobs-a-round 200] [--per-second 20]';
/** Fewer say nothing about thirds. */
const LEAST_ROUNDS = 9;

const interrupted = whenInterrupted();

await runProgram({ usage: USAGE, options: readOptions(process.argv.slice(2)) }, async (options) => {
  using progress = showProgress(process.stderr);
  const say = ({ rounds, jobs }: { rounds: number; jobs: number }) => progress.say(`${rounds} rounds · ${jobs} jobs`);
  const report = await runSoak(options, { say, interrupted });
  process.stdout.write(`\n${reportTable(report)}`);
  return !report.trends.some(({ grew }) => grew);
});

/** Nothing when the arguments cannot be read. */
function readOptions(args: string[]): SoakOptions | undefined {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ args, options: { minutes: text, 'jobs-a-round': text, 'per-second': text } });
    const minutes = Number(values.minutes ?? 20);
    const jobsARound = Number(values['jobs-a-round'] ?? 200);
    const perSecond = Number(values['per-second'] ?? 20);
    const valid = minutes >= 0 && Number.isInteger(jobsARound) && jobsARound >= 1 && perSecond > 0;
    return valid ? { rounds: LEAST_ROUNDS, forMs: minutes * 60_000, jobsARound, perSecond } : undefined;
  } catch {
    return undefined; // parseArgs throws for what it does not know
  }
}

import type { JobChange } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { instantOf, readMetadata, readWholeNumber } from '../../read-options.ts';
import { printJob } from '../../terminal/describe-job.ts';
import type { World } from '../../world.ts';

type Options = { runAt?: string; deadline?: string; priority?: number; metadata?: Record<string, string> | false };

/** `darkroom change`. */
export function addChange(program: Command, world: World, run: Run): void {
  program
    .command('change')
    .description('change a job that was not sent to Getty yet')
    .argument('<id>', 'the id of the job')
    .option('--run-at <time>', 'do not send it before this time (2026-11-30T12:00:00Z, or 2h from now); now: send it at once')
    .option('--deadline <time>', 'end as expired after this time; default: as without one')
    .option('--priority <number>', 'among your own jobs: -100 to 100', readWholeNumber)
    .option('--metadata <key=value>', 'replaces all metadata, also several times', readMetadata)
    .option('--no-metadata', 'removes all metadata')
    .addHelpText('after', '\nExample:\n  darkroom change job_… --run-at 2h --priority 10')
    .action(run(async (command, id: string) => changeJob(contextOf(world, command), id, command.opts<Options>())));
}

async function changeJob(context: Context, id: string, options: Options): Promise<number> {
  const change = readChange(context.world, options);
  if (Object.keys(change).length === 0)
    throw new Exit(EXIT.usage, 'What should change? Give --run-at, --deadline, --priority, --metadata or --no-metadata.');
  printJob(context, await context.darkroom().jobs.update(id, change, { signal: context.world.interrupted }));
  return EXIT.done;
}

/** Null resets a field. */
function readChange(world: World, { runAt, deadline, priority, metadata }: Options): JobChange {
  const change: JobChange = {};
  if (runAt !== undefined) change.run_at = runAt === 'now' ? null : instantOf(world, runAt);
  if (deadline !== undefined) change.deadline = deadline === 'default' ? null : instantOf(world, deadline);
  if (priority !== undefined) change.priority = priority;
  if (metadata !== undefined) change.metadata = metadata === false ? null : metadata;
  return change;
}

import type { Job } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readCount, readDuration } from '../../read-options.ts';
import { describeBill, describeJob, describeWork } from '../../terminal/describe-job.ts';
import { printList, type Columns } from '../../terminal/print-list.ts';
import type { World } from '../../world.ts';
import { followToEnd } from '../follow/follow-to-end.ts';
import { saveFilesOf } from '../follow/save-files.ts';
import { addFilter, readFilter, type FilterOptions } from './filter.ts';

const COLUMNS: Columns<Job> = {
  headings: ['ID', 'STATE', 'BILL', 'WORK', 'OF'],
  row: (job) => [
    job.id,
    job.reason ? `${job.status} (${job.reason})` : job.status,
    describeBill(job),
    job.type === 'download' ? 'download' : job.operation,
    describeWork(job),
  ],
  none: 'No jobs.',
};

/** `darkroom jobs` and `darkroom job`. */
export function addJobs(program: Command, world: World, run: Run): void {
  addFilter(program.command('jobs').description('list jobs, newest first'))
    .option('--limit <number>', 'how many at most', readCount, 25)
    .action(run(async (command) => listJobs(contextOf(world, command), command.opts<FilterOptions & { limit: number }>())));

  program
    .command('job')
    .description('show a job; with --out, save its files')
    .argument('<id>', 'the id of the job')
    .option('--wait', 'wait until it has ended')
    .option('--out <folder>', 'save its files there (free)')
    .option('--timeout <time>', 'stop waiting after this time, such as 10m', readDuration)
    .action(
      run(async (command, id: string) =>
        showJob(contextOf(world, command), id, command.opts<{ wait?: boolean; out?: string; timeout?: number }>()),
      ),
    );
}

async function listJobs(context: Context, { limit, ...options }: FilterOptions & { limit: number }): Promise<number> {
  const { world } = context;
  const filter = { ...readFilter(world, options), limit: Math.min(100, limit) };
  return printList(context, context.darkroom().jobs.list(filter, { signal: world.interrupted }), { ...COLUMNS, most: limit });
}

async function showJob(context: Context, id: string, options: { wait?: boolean; out?: string; timeout?: number }): Promise<number> {
  const signal = context.world.interrupted;
  const job = await context.darkroom().jobs.get(id, { signal });
  if (options.wait) {
    const goOn = `darkroom job ID --wait${options.out ? ` --out ${options.out}` : ''}`;
    return followToEnd(context, job, { folder: options.out, timeoutMs: options.timeout, goOn });
  }
  const files = options.out === undefined ? [] : await saveFilesOf(context.darkroom(), job, { folder: options.out, signal });
  if (context.json) context.printJson(job);
  else context.print(describeJob(job));
  for (const { path } of files) context.world.stderr.write(`Saved ${path}\n`);
  return EXIT.done;
}

import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { confirm } from '../../terminal/ask.ts';
import { printJob } from '../../terminal/describe-job.ts';
import type { World } from '../../world.ts';
import { addFilter, type FilterOptions } from './filter.ts';
import { actOnAll, countJobs, previewOf, readSelection } from './select.ts';

type Options = FilterOptions & { dryRun?: boolean; yes?: boolean };

/** `darkroom cancel`. */
export function addCancel(program: Command, world: World, run: Run): void {
  const command = program
    .command('cancel')
    .description('cancel jobs, by ids or by filters; what Getty has accepted stays charged')
    .argument('[id...]', 'the ids of the jobs');
  addFilter(command)
    .option('--dry-run', 'show what would happen, and cancel nothing')
    .option('--yes', 'do not ask before many jobs are canceled by filters')
    .action(run(async (_command, ids: string[]) => cancel(contextOf(world, command), ids, command.opts<Options>())));
}

async function cancel(context: Context, ids: string[], options: Options): Promise<number> {
  const selected = readSelection(context, ids, options);
  const { world } = context;
  const { jobs } = context.darkroom();
  const signal = world.interrupted;
  if ('id' in selected && !options.dryRun) {
    const job = await jobs.cancel(selected.id, { signal });
    printJob(context, job);
    if (job.finished_at === null) world.stderr.write('Getty has it: it ends as canceled at its next poll, and stays charged.\n');
    return EXIT.done;
  }
  const body = 'id' in selected ? { ids: [selected.id] } : selected;
  const act = (part: Parameters<typeof jobs.cancelMany>[0]) => jobs.cancelMany(part, { signal });
  if (options.dryRun || 'filter' in body) {
    const { counts, more, ...preview } = await previewOf(act, body);
    if (options.dryRun && context.json) context.printJson({ ...preview, counts });
    if (preview.matched === 0 && !(context.json && options.dryRun)) {
      world.stderr.write('No jobs match.\n');
      return EXIT.done;
    }
    const parts = [`${counts.done} end at once`, `${counts.requested} when Getty is polled next`, `${counts.refused} cannot be canceled`];
    const what = `Of ${countJobs(preview.matched, more)}, ${parts.join(', ')}.`;
    if (options.dryRun) {
      if (!context.json) context.print(what);
      return EXIT.done;
    }
    await confirm(world, what, options.yes);
  }
  return actOnAll(context, act, body);
}

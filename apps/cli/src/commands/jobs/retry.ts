import type { BulkRequest, Darkroom } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { confirm } from '../../terminal/ask.ts';
import { printJob } from '../../terminal/describe-job.ts';
import type { World } from '../../world.ts';
import { followToEnd } from '../follow/follow-to-end.ts';
import { addFilter, type FilterOptions } from './filter.ts';
import { actOnAll, countJobs, previewOf, readSelection } from './select.ts';

type Options = FilterOptions & { yes?: boolean; wait: boolean; out?: string; dryRun?: boolean };

/** `darkroom retry`. */
export function addRetry(program: Command, world: World, run: Run): void {
  const command = program
    .command('retry')
    .description('run ended jobs again, by ids or by filters, from where they stood; says first whether that costs')
    .argument('[id...]', 'the ids of the jobs');
  addFilter(command)
    .option('--yes', 'agree to what it costs')
    .option('--dry-run', 'show what would happen, and run nothing')
    .option('--no-wait', 'of one job: do not wait for it')
    .option('--out <folder>', 'of one job: save its files there')
    .action(run(async (_command, ids: string[]) => retry(contextOf(world, command), ids, command.opts<Options>())));
}

async function retry(context: Context, ids: string[], options: Options): Promise<number> {
  const selected = readSelection(context, ids, options);
  if ('id' in selected && !options.dryRun) return retryOne(context, selected.id, options);
  return retryMany(context, 'id' in selected ? { ids: [selected.id] } : selected, options);
}

async function retryOne(context: Context, id: string, { yes, wait, out }: Options): Promise<number> {
  const { world } = context;
  const { jobs } = context.darkroom();
  const price = await priceOf(context, id);
  if (price === null) world.stderr.write('This costs nothing: it goes on from where it stood.\n');
  else await confirm(world, price, yes);
  const job = await jobs.retry(id, { confirm_cost: price !== null }, { signal: world.interrupted });
  if (wait) return followToEnd(context, job, { folder: out, goOn: `darkroom job ID --wait${out ? ` --out ${out}` : ''}` });
  printJob(context, job);
  return EXIT.done;
}

/** What a retry would pay, as a sentence; null: nothing. */
async function priceOf(context: Context, id: string): Promise<string | null> {
  const { jobs } = context.darkroom();
  const options = { signal: context.world.interrupted };
  const job = await jobs.get(id, options);
  const ask = (confirmCost: boolean) => jobs.retryMany({ ids: [id], dry_run: true, confirm_cost: confirmCost }, options);
  const free = await ask(false);
  const [item] = free.data;
  const again = item?.outcome === 'refused' && item.error.code === 'may_charge_again';
  // What is refused for another reason is refused again by the call itself, with its own error.
  if (item?.outcome === 'refused' && !again) return null;
  const { cost } = again ? await ask(true) : free;
  if (!again && (cost === '0' || (cost === null && job.billing.state === 'charged'))) return null;
  const paid = again ? 'Getty may have charged for it already, and would charge again' : 'Getty would charge for it';
  return `${paid}: ${cost === null ? 'the price is not set' : cost}.`;
}

/** Runs all that can run again, once their price is agreed to. */
export async function retryMany(
  context: Context,
  body: BulkRequest,
  { yes, dryRun }: { yes?: boolean; dryRun?: boolean },
): Promise<number> {
  const { world } = context;
  const { jobs } = context.darkroom();
  const act = (part: Parameters<Darkroom['jobs']['retryMany']>[0]) => jobs.retryMany(part, { signal: world.interrupted });
  const free = await previewOf(act, body);
  const again = free.data.filter((item) => item.outcome === 'refused' && item.error.code === 'may_charge_again').length;
  const { more, ...preview } = again > 0 ? await previewOf(act, { ...body, confirm_cost: true }) : free;
  if (preview.matched === 0 && !(context.json && dryRun)) {
    world.stderr.write('No jobs match.\n');
    return EXIT.done;
  }
  const what = `${countJobs(preview.counts.done, more)} would run again, ${priceText(preview.cost, more)}${
    again > 0 ? `; Getty may have charged for ${again} of them already` : ''
  }. ${preview.counts.refused} cannot run again.`;
  if (dryRun) {
    if (context.json) context.printJson(preview);
    else context.print(what);
    return EXIT.done;
  }
  const isFree = preview.cost === '0' && again === 0 && !more;
  if (isFree) world.stderr.write(`${what}\n`);
  else await confirm(world, what, yes);
  return actOnAll(context, act, { ...body, confirm_cost: !isFree });
}

function priceText(cost: string | null, more: boolean): string {
  if (cost === null) return 'at a price that is not set';
  if (cost === '0' && !more) return 'at no cost';
  return `at ${more ? 'least ' : 'a cost of '}${cost}`;
}

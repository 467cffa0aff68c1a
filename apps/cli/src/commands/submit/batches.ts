import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

import type { Batch, BatchRequest, SubmittedBatch } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readCount, readDuration, readMetadata } from '../../read-options.ts';
import { describeBatch, describeCounts, exitCodeOfBatch } from '../../terminal/describe-batch.ts';
import { describePrice } from '../../terminal/describe-price.ts';
import { printList, type Columns } from '../../terminal/print-list.ts';
import { createProgress } from '../../terminal/progress.ts';
import type { World } from '../../world.ts';
import { submitOnce } from '../follow/submission.ts';
import { retryMany } from '../jobs/retry.ts';
import { readItems } from './read-items.ts';

type SubmitOptions = { dryRun?: boolean; wait?: boolean; metadata?: Record<string, string>; idempotencyKey?: string; timeout?: number };
type ShowOptions = { wait?: boolean; timeout?: number };

const COLUMNS: Columns<Batch> = {
  headings: ['ID', 'STATE', 'ENDED', 'REJECTED', 'COUNTS'],
  row: (batch) => [batch.id, batch.status, `${batch.ended} of ${batch.accepted}`, batch.rejected, describeCounts(batch)],
  none: 'No batches.',
};

/** `darkroom batches`. */
export function addBatches(program: Command, world: World, run: Run): void {
  const batches = program.command('batches').description('list batches; submit, show, cancel them, run again what failed');
  batches
    .command('list', { isDefault: true })
    .description('list batches, newest first')
    .option('--limit <number>', 'how many at most', readCount, 25)
    .action(run(async (command) => listBatches(contextOf(world, command), command.opts<{ limit: number }>().limit)));
  batches
    .command('submit')
    .description('submit up to 1,000 jobs at once; says the price first')
    .argument('<file>', 'JSON: a list of jobs, or {"jobs": […]}, or a job a line; - reads it from standard input')
    .option('--metadata <key=value>', 'data of the batch, also several times', readMetadata)
    .option('--idempotency-key <key>', 'the same key and jobs give the same batch again; default: a new key')
    .option('--wait', 'wait until each accepted job has ended')
    .option('--timeout <time>', 'stop waiting after this time, such as 10m', readDuration)
    .option('--dry-run', 'show what it would cost, and submit nothing')
    .addHelpText('after', '\nA job is the body of a submission with its type:\n  {"type": "generation", "prompt": "A red bicycle"}')
    .action(run(async (command, file: string) => submitBatch(contextOf(world, command), file, command.opts<SubmitOptions>())));
  batches
    .command('show')
    .description('show a batch, and what was rejected')
    .argument('<id>', 'the id of the batch')
    .option('--wait', 'wait until each accepted job has ended')
    .option('--timeout <time>', 'stop waiting after this time, such as 10m', readDuration)
    .action(run(async (command, id: string) => showBatch(contextOf(world, command), id, command.opts<ShowOptions>())));
  batches
    .command('cancel')
    .description('cancel what has not ended; what Getty has accepted stays charged')
    .argument('<id>', 'the id of the batch')
    .action(
      run(async (command, id: string) => {
        const context = contextOf(world, command);
        return printBatch(context, await context.darkroom().batches.cancel(id, { signal: world.interrupted }));
      }),
    );
  batches
    .command('retry')
    .description('run what failed, expired or was canceled again; says first whether that costs')
    .argument('<id>', 'the id of the batch')
    .option('--yes', 'agree to what it costs')
    .option('--dry-run', 'show what would happen, and run nothing')
    .action(
      run(async (command, id: string) =>
        retryMany(
          contextOf(world, command),
          { filter: { batch_id: id, status: ['failed', 'expired', 'canceled'] } },
          command.opts<{ yes?: boolean; dryRun?: boolean }>(),
        ),
      ),
    );
}

async function listBatches(context: Context, most: number): Promise<number> {
  const list = context.darkroom().batches.list({ limit: Math.min(100, most) }, { signal: context.world.interrupted });
  return printList(context, list, { ...COLUMNS, most });
}

async function submitBatch(context: Context, file: string, options: SubmitOptions): Promise<number> {
  const { world } = context;
  const { batches } = context.darkroom();
  const signal = world.interrupted;
  const content = file === '-' ? await text(world.stdin) : await readFile(file, 'utf8');
  const request = { ...readItems(content), ...(options.metadata ? { metadata: options.metadata } : {}) } as BatchRequest;
  const priced = await batches.create({ ...request, dry_run: true }, { signal });
  if (options.dryRun) {
    if (context.json) context.printJson(priced);
    else context.print(describePrice(priced));
    return EXIT.done;
  }
  world.stderr.write(`${describePrice(priced)}\n`);
  const idempotencyKey = options.idempotencyKey ?? crypto.randomUUID();
  const batch = (await submitOnce(context, idempotencyKey, () => batches.create(request, { idempotencyKey, signal }))) as SubmittedBatch;
  if (options.wait) return waitForBatch(context, batch.id, options.timeout);
  printBatch(context, batch);
  return batch.rejected > 0 ? EXIT.refused : EXIT.done;
}

async function showBatch(context: Context, id: string, { wait, timeout }: ShowOptions): Promise<number> {
  if (wait) return waitForBatch(context, id, timeout);
  return printBatch(context, await context.darkroom().batches.get(id, { signal: context.world.interrupted }));
}

async function waitForBatch(context: Context, id: string, timeoutMs: number | undefined): Promise<number> {
  const { world } = context;
  const progress = createProgress(world, false);
  try {
    progress.say(id);
    const onUpdate = (batch: SubmittedBatch) => progress.show(`${batch.ended} of ${batch.accepted} ended: ${describeCounts(batch)}`);
    const ended = await context.darkroom().batches.wait(id, { signal: world.interrupted, timeoutMs, onUpdate });
    progress.end();
    printBatch(context, ended);
    return exitCodeOfBatch(ended);
  } catch (error) {
    progress.end();
    if (!world.interrupted.aborted) throw error;
    throw new Exit(EXIT.interrupted, `${id} goes on. Follow it again:\n  darkroom batches show ${id} --wait`);
  }
}

function printBatch(context: Context, batch: SubmittedBatch): number {
  if (context.json) context.printJson(batch);
  else context.print(describeBatch(batch));
  return EXIT.done;
}

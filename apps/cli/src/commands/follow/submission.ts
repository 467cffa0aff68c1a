import { ApiError, ConnectionError, TimeLimitError, type DryRun, type Job } from '@darkroom/client';
import type { Command } from 'commander';

import type { Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import { instantOf, readDuration, readMetadata, readWholeNumber } from '../../read-options.ts';
import { describePrice } from '../../terminal/describe-price.ts';
import type { World } from '../../world.ts';
import { followToEnd } from './follow-to-end.ts';

/** The options that all submissions share. */
export type SubmissionOptions = {
  project?: string;
  product?: number;
  notes?: string;
  metadata?: Record<string, string>;
  priority?: number;
  runAt?: string;
  deadline?: string;
  onUnknown?: string;
  idempotencyKey?: string;
  timeout?: number;
  wait: boolean;
  dryRun?: boolean;
};

/** Adds them to a command. */
export function addSubmissionOptions(command: Command): Command {
  return command
    .option('--project <code>', 'the project code at Getty')
    .option('--product <id>', 'the product at Getty that pays', readWholeNumber)
    .option('--notes <text>', 'a note to Getty')
    .option('--metadata <key=value>', 'your own data, also several times', readMetadata)
    .option('--priority <number>', 'among your own jobs: -100 to 100', readWholeNumber)
    .option('--run-at <time>', 'do not send it before this time (2026-11-30T12:00:00Z, or 2h from now)')
    .option('--deadline <time>', 'end as expired after this time')
    .option('--on-unknown <what>', 'hold, or retry (which may pay twice), if it stays unknown whether Getty took it')
    .option('--idempotency-key <key>', 'the same key and request give the same job again; default: a new key')
    .option('--timeout <time>', 'stop waiting after this time, such as 10m; the job goes on', readDuration)
    .option('--no-wait', 'print the id and do not wait')
    .option('--dry-run', 'show what it would cost, and submit nothing');
}

/** Their fields of a request. */
export function fieldsOf(world: World, options: SubmissionOptions): object {
  const instant = (value: string | undefined) => (value === undefined ? undefined : instantOf(world, value));
  return {
    project_code: options.project,
    product_id: options.product,
    notes: options.notes,
    metadata: options.metadata,
    priority: options.priority,
    run_at: instant(options.runAt),
    deadline: instant(options.deadline),
    on_unknown: options.onUnknown,
  };
}

type Create<Submitted extends Job> = (
  fields: { dry_run?: true },
  options: { idempotencyKey?: string; signal: AbortSignal },
) => Promise<Submitted | DryRun>;

/** Says the price, submits a job, and follows it. `create` gets the fields that are added to the request. Returns the exit code. */
export async function submitAndFollow<Submitted extends Job>(
  context: Context,
  create: Create<Submitted>,
  options: SubmissionOptions & { folder: string | undefined },
): Promise<number> {
  const { folder, timeout: timeoutMs } = options;
  const signal = context.world.interrupted;
  const priced = (await create({ dry_run: true }, { signal })) as DryRun;
  if (options.dryRun) {
    if (context.json) context.printJson(priced);
    else context.print(describePrice(priced));
    return EXIT.done;
  }
  context.world.stderr.write(`${describePrice(priced)}\n`);
  const idempotencyKey = options.idempotencyKey ?? crypto.randomUUID();
  const job = (await submitOnce(context, idempotencyKey, () => create({}, { idempotencyKey, signal }))) as Submitted;
  if (options.wait)
    return followToEnd(context, job, { folder, timeoutMs, goOn: `darkroom job ID --wait${folder ? ` --out ${quoted(folder)}` : ''}` });
  if (context.json) context.printJson(job);
  else context.print(job.id);
  return EXIT.done;
}

/** A submission that got no answer may be stored. Its key gives what was stored. @throws Exit that says so */
export async function submitOnce<Submitted>(
  { world }: Context,
  idempotencyKey: string,
  submit: () => Promise<Submitted>,
): Promise<Submitted> {
  const { interrupted } = world;
  try {
    return await submit();
  } catch (error) {
    if (!interrupted.aborted && !isUnknown(error)) throw error;
    const why = interrupted.aborted ? 'Interrupted.' : `${(error as Error).message}.`;
    throw new Exit(
      interrupted.aborted ? EXIT.interrupted : EXIT.unreachable,
      `${why} It is not known whether it was stored. The same command with\n  --idempotency-key ${idempotencyKey}\ncontinues with it, and submits it where it was not stored.`,
    );
  }
}

/** An error after which the submission may be stored. Of the API's refusals, only those that something in between may have made. */
function isUnknown(error: unknown): boolean {
  if (error instanceof ApiError) return error.code === 'internal_error' || (error.code === 'unexpected_answer' && error.status >= 500);
  return error instanceof ConnectionError || error instanceof TimeLimitError;
}

function quoted(folder: string): string {
  return /^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
}

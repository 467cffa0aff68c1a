import type { Candidate, Job, ResolveRequest } from '@darkroom/client';
import { Argument, type Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { confirm } from '../../terminal/ask.ts';
import { describeWork, printJob } from '../../terminal/describe-job.ts';
import { formatTable } from '../../terminal/table.ts';
import { duration, widthOf } from '../../terminal/text.ts';
import type { World } from '../../world.ts';

type ResolveOptions = { note?: string; confirmMismatch?: boolean; yes?: boolean };

/** `darkroom held` and `darkroom resolve`. */
export function addHeld(program: Command, world: World, run: Run): void {
  program
    .command('held')
    .description('list held jobs, oldest first; with an id, what Getty has around its paid call')
    .argument('[id]', 'the id of a held job')
    .action(
      run(async (command, id: string | undefined) =>
        id === undefined ? listHeld(contextOf(world, command)) : showCandidates(contextOf(world, command), id),
      ),
    );

  program
    .command('resolve')
    .description('end the hold of a job')
    .argument('<id>', 'the id of the job')
    .addArgument(
      new Argument('<action>', 'adopt: Getty has it; retry: send it again and perhaps pay twice; fail: give it up').choices([
        'adopt',
        'retry',
        'fail',
      ]),
    )
    .argument('[generation-request-id]', 'what Getty has, to adopt a generation: darkroom held <id> lists it')
    .option('--note <text>', 'why; it is kept in the timeline')
    .option('--confirm-mismatch', 'adopt it although Getty has another operation, source, prompt or product under this id')
    .option('--yes', 'agree to what it costs')
    .action(
      run(async (command, id: string, action: ResolveRequest['action'], found: string | undefined) =>
        resolve(contextOf(world, command), { id, action, found }, command.opts<ResolveOptions>()),
      ),
    );
}

async function listHeld(context: Context): Promise<number> {
  const { world } = context;
  const held = await context.darkroom().jobs.list({ status: 'held', limit: 100 }, { signal: world.interrupted }).toArray();
  const oldestFirst = held.toReversed();
  if (context.json) for (const job of oldestFirst) context.printJson(job);
  else if (held.length === 0) world.stderr.write('No job is held.\n');
  else {
    const age = (job: Job) => duration(world.now() - Date.parse(job.updated_at));
    const rows = oldestFirst.map((job) => [job.id, age(job), job.type === 'download' ? 'download' : job.operation, describeWork(job)]);
    context.print(formatTable(['ID', 'HELD FOR', 'WORK', 'OF'], rows, widthOf(world.stdout)));
    world.stderr.write('See what Getty has: darkroom held <id>\n');
  }
  return EXIT.done;
}

async function showCandidates(context: Context, id: string): Promise<number> {
  const { world } = context;
  const found = await context.darkroom().jobs.candidates(id, { signal: world.interrupted });
  if (context.json) {
    context.printJson(found);
    return EXIT.done;
  }
  const rows = found.data.map(({ generation_request_id: gettyId, generated_at: at, fit, prompt }: Candidate) => [gettyId, fit, at, prompt]);
  if (rows.length > 0) context.print(formatTable(['GENERATION REQUEST ID', 'FIT', 'MADE AT', 'PROMPT'], rows, widthOf(world.stdout)));
  else
    world.stderr.write(`Getty shows nothing around this call${found.complete ? '' : ' so far; not all of its history could be read'}.\n`);
  world.stderr.write(`Then: darkroom resolve ${id} adopt <generation-request-id>, or retry, or fail\n`);
  return EXIT.done;
}

async function resolve(
  context: Context,
  { id, action, found }: { id: string; action: ResolveRequest['action']; found: string | undefined },
  { note, confirmMismatch, yes }: ResolveOptions,
): Promise<number> {
  const signal = context.world.interrupted;
  const noted = note === undefined ? {} : { note };
  if (action !== 'adopt' && found !== undefined) throw new Exit(EXIT.usage, `${action} takes no generation request id.`);
  if (action === 'retry') await confirm(context.world, 'If Getty has accepted the first call, this pays a second time.', yes);
  const body: ResolveRequest =
    action === 'retry'
      ? { action, ...noted, confirm_cost: true }
      : action === 'fail'
        ? { action, ...noted }
        : { action, ...noted, generation_request_id: found ?? null, confirm_mismatch: confirmMismatch ?? null };
  printJob(context, await context.darkroom().jobs.resolve(id, body, { signal }));
  return EXIT.done;
}

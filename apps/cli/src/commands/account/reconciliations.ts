import type { Difference, Reconciliation } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readCount, readDuration } from '../../read-options.ts';
import { printItems, printList, type Columns } from '../../terminal/print-list.ts';
import { createProgress } from '../../terminal/progress.ts';
import { plain } from '../../terminal/text.ts';
import type { World } from '../../world.ts';

type ShowOptions = { wait?: boolean; timeout?: number };
type BeginOptions = ShowOptions & { from: string; to: string };

const COLUMNS: Columns<Reconciliation> = {
  headings: ['ID', 'STATE', 'DIFFERENCES', 'MATCHED', 'FROM', 'TO'],
  row: (found) => [found.id, found.status, countDifferences(found), found.counts.matched, found.from, found.to],
  none: 'No reconciliations.',
};

const DIFFERENCES: Columns<Difference> = {
  headings: ['KIND', 'JOB', 'GENERATION REQUEST ID', 'COST', 'FIELDS'],
  row: ({ kind, job_id: job, generation_request_id: gettyId, cost, fields }) => [
    kind,
    job ?? '-',
    gettyId ?? '-',
    cost ?? '-',
    fields.join(','),
  ],
  none: 'No differences.',
};

/** `darkroom reconciliations`. */
export function addReconciliations(program: Command, world: World, run: Run): void {
  const reconciliations = program
    .command('reconciliations')
    .description('comparisons of Getty’s history with your jobs: list, begin, show');
  reconciliations
    .command('list', { isDefault: true })
    .description('list reconciliations, newest first')
    .option('--limit <number>', 'how many at most', readCount, 25)
    .action(run(async (command) => listReconciliations(contextOf(world, command), command.opts<{ limit: number }>().limit)));
  const begin = reconciliations
    .command('begin')
    .description('compare the paid calls of a time, in the background; costs nothing')
    .requiredOption('--from <day>', 'the first day (UTC), such as 2026-11-01, or an instant')
    .requiredOption('--to <day>', 'the last day (UTC), or an instant');
  const show = reconciliations
    .command('show')
    .description('show a reconciliation with its differences')
    .argument('<id>', 'the id of the reconciliation, such as rec_…');
  for (const command of [begin, show])
    command
      .option('--wait', 'show its progress, and wait until it has ended')
      .option('--timeout <time>', 'stop waiting after this time, such as 10m', readDuration);
  begin
    .addHelpText('after', '\nExample:\n  darkroom reconciliations begin --from 2026-11-01 --to 2026-11-20 --wait')
    .action(run(async (command) => beginReconciliation(contextOf(world, command), command.opts<BeginOptions>())));
  show.action(run(async (command, id: string) => showReconciliation(contextOf(world, command), id, command.opts<ShowOptions>())));
}

async function listReconciliations(context: Context, most: number): Promise<number> {
  const list = context.darkroom().reconciliations.list({ limit: Math.min(100, most) }, { signal: context.world.interrupted });
  return printList(context, list, { ...COLUMNS, most });
}

async function beginReconciliation(context: Context, { from, to, wait, timeout }: BeginOptions): Promise<number> {
  const begun = await context.darkroom().reconciliations.create({ from, to }, { signal: context.world.interrupted });
  if (wait) return waitForEnd(context, begun.id, timeout);
  if (context.json) context.printJson(begun);
  else context.print(begun.id);
  return EXIT.done;
}

async function showReconciliation(context: Context, id: string, { wait, timeout }: ShowOptions): Promise<number> {
  if (wait) return waitForEnd(context, id, timeout);
  return printReconciliation(context, await context.darkroom().reconciliations.get(id, { signal: context.world.interrupted }));
}

async function waitForEnd(context: Context, id: string, timeoutMs: number | undefined): Promise<number> {
  const { world } = context;
  const progress = createProgress(world, false);
  try {
    progress.say(id);
    const onUpdate = (found: Reconciliation) => progress.show(describeProgress(found));
    const ended = await context.darkroom().reconciliations.wait(id, { signal: world.interrupted, timeoutMs, onUpdate });
    progress.end();
    return printReconciliation(context, ended);
  } catch (error) {
    progress.end();
    if (!world.interrupted.aborted) throw error;
    throw new Exit(EXIT.interrupted, `${id} goes on. Follow it again:\n  darkroom reconciliations show ${id} --wait`);
  }
}

function printReconciliation(context: Context, found: Reconciliation): number {
  if (context.json) context.printJson(found);
  else {
    context.print(describe(found));
    if (found.differences.length > 0) printItems(context, found.differences, DIFFERENCES);
    if (found.differences_omitted > 0) context.world.stderr.write(`${found.differences_omitted} more differences are not listed.\n`);
  }
  return found.status === 'failed' ? EXIT.notSucceeded : EXIT.done;
}

/** Where it is, and what it has found, in a few lines. */
function describe(found: Reconciliation): string {
  const { id, status, from, to, tenant, scope, counts, cost_difference: cost, currency, not_compared: left, error } = found;
  const whose = tenant === null ? 'all tenants' : `tenant ${plain(tenant)}`;
  const shown = scope === null ? '' : `; Getty shows what the ${scope === 'user' ? 'user' : 'whole company'} made`;
  return [
    `${id}: ${status === 'running' ? describeProgress(found) : status}`,
    `  ${from} to ${to}, ${whose}${shown}`,
    `  ${counts.matched} matched, ${counts.ours_only} ours only, ${counts.getty_only} Getty only, ${counts.different} different`,
    ...(left > 0 ? [`  ${left} cannot be compared`] : []),
    ...(cost === null ? [] : [`  Getty’s cost beyond ours: ${currency ?? ''} ${cost}`]),
    ...(error ? [`  ${error.code}: ${plain(error.message)}`] : []),
  ].join('\n');
}

function describeProgress({ status, progress }: Reconciliation): string {
  const { step, pages, entries, jobs, resume_at: resumeAt } = progress;
  const waits = resumeAt === null ? '' : `, goes on at ${resumeAt}`;
  return `${status} (${step}): ${pages} pages, ${entries} entries of Getty, ${jobs} jobs of ours${waits}`;
}

function countDifferences({ counts }: Reconciliation): number {
  return counts.ours_only + counts.getty_only + counts.different;
}

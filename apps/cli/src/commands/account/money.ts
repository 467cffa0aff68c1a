import type { Budget, PutBudget, Usage, UsageFilter } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readList, readWholeNumber } from '../../read-options.ts';
import { formatTable } from '../../terminal/table.ts';
import { widthOf } from '../../terminal/text.ts';
import type { World } from '../../world.ts';

type UsageOptions = {
  from?: string;
  to?: string;
  groupBy?: string[];
  project?: string;
  product?: string;
  operation?: string;
  size?: string;
  key?: string;
  billing?: string;
  csv?: boolean;
};
type BudgetOptions = {
  unit: string;
  limit: string;
  period: string;
  project?: string;
  product?: number;
  timeZone?: string;
  warnAt?: string[];
  whenUsedUp?: string;
};

/** `darkroom usage` and `darkroom budgets`. */
export function addMoney(program: Command, world: World, run: Run): void {
  program
    .command('usage')
    .description('paid calls by the day on which they were made; this month, if no days are given')
    .option('--from <day>', 'the first day, such as 2026-11-01')
    .option('--to <day>', 'the last day')
    .option('--group-by <list>', 'any of day, tenant, key, project_code, product_id, operation, size_name, billing; with commas', readList)
    .option('--project <code>', 'only under this project code; "": only without one')
    .option('--product <id>', 'only under this product; "": only without one')
    .option('--operation <name>', 'only generations by this operation')
    .option('--size <size>', 'only downloads in this size')
    .option('--key <id>', 'only submitted with the API key of this id')
    .option('--billing <state>', 'only with this bill, such as charged')
    .option('--csv', 'as CSV')
    .action(run(async (command) => showUsage(contextOf(world, command), command.opts<UsageOptions>())));

  const budgets = program.command('budgets').description('list budgets; set and delete them');
  budgets
    .command('list', { isDefault: true })
    .description('list budgets')
    .action(run(async (command) => listBudgets(contextOf(world, command))));
  budgets
    .command('set')
    .description('create a budget, or change its limit')
    .argument('<id>', 'your own id of the budget')
    .requiredOption('--unit <unit>', 'generations, downloads, downloads.<size> or cost')
    .requiredOption('--limit <amount>', 'how much in a period')
    .requiredOption('--period <period>', 'day, week, month or total')
    .option('--project <code>', 'only for this project code')
    .option('--product <id>', 'only for this product', readWholeNumber)
    .option('--time-zone <zone>', 'where days begin, such as Europe/Berlin; default: UTC')
    .option('--warn-at <list>', 'shares of the limit that send a warning, such as 0.5,0.9', readList)
    .option('--when-used-up <what>', 'reject (default) or wait')
    .action(run(async (command, id: string) => setBudget(contextOf(world, command), id, command.opts<BudgetOptions>())));
  budgets
    .command('delete')
    .description('delete a budget; jobs that wait for it go on')
    .argument('<id>', 'the id of the budget')
    .action(
      run(async (command, id: string) => {
        await contextOf(world, command).darkroom().budgets.delete(id, { signal: world.interrupted });
        return EXIT.done;
      }),
    );
}

async function showUsage(context: Context, { groupBy = [], project, product, size, csv, ...more }: UsageOptions): Promise<number> {
  const { world } = context;
  const filter = { ...more, group_by: groupBy, project_code: project, product_id: product, size_name: size } as UsageFilter;
  const { usage } = context.darkroom();
  if (csv) {
    context.print(await usage.csv(filter, { signal: world.interrupted }));
    return EXIT.done;
  }
  const found = await usage.get(filter, { signal: world.interrupted });
  if (context.json) {
    context.printJson(found);
    return EXIT.done;
  }
  const groups = found.group_by;
  const counts = ['generations', 'downloads', 'not_charged', 'may_be_charged', 'unknown', 'cost'] as const;
  const rowOf = (row: Usage['total']) => counts.map((name) => String(row[name] ?? '-'));
  const rows = found.data.map((row) => [...groups.map((group) => String(row[group] ?? '-')), ...rowOf(row)]);
  const total = groups.length > 0 ? [['total', ...groups.slice(1).map(() => ''), ...rowOf(found.total)]] : [];
  const headings = [...groups, ...counts].map((name) => name.replaceAll('_', ' ').toUpperCase());
  world.stderr.write(`${found.from} to ${found.to}${found.currency ? `, cost in ${found.currency}` : ''}\n`);
  context.print(formatTable(headings, [...rows, ...total], widthOf(world.stdout)));
  return EXIT.done;
}

async function listBudgets(context: Context): Promise<number> {
  const { world } = context;
  printBudgets(context, await context.darkroom().budgets.list({}, { signal: world.interrupted }).toArray());
  return EXIT.done;
}

function printBudgets(context: Context, budgets: Budget[]): void {
  if (context.json) for (const budget of budgets) context.printJson(budget);
  else if (budgets.length === 0) context.world.stderr.write('No budgets.\n');
  else {
    const rows = budgets.map(({ id, unit, period, limit, spent, reserved, left, project_code: project }) => [
      id,
      unit,
      period,
      limit,
      spent,
      reserved,
      left,
      project ?? 'all projects',
    ]);
    context.print(formatTable(['ID', 'UNIT', 'PERIOD', 'LIMIT', 'SPENT', 'RESERVED', 'LEFT', 'FOR'], rows, widthOf(context.world.stdout)));
  }
}

async function setBudget(context: Context, id: string, options: BudgetOptions): Promise<number> {
  const body = {
    unit: options.unit,
    limit: options.limit,
    period: options.period,
    project_code: options.project,
    product_id: options.product,
    time_zone: options.timeZone,
    warn_at: options.warnAt?.map(Number),
    when_used_up: options.whenUsedUp,
  } as PutBudget; // the API validates it, and names every wrong field
  printBudgets(context, [await context.darkroom().budgets.put(id, body, { signal: context.world.interrupted })]);
  return EXIT.done;
}

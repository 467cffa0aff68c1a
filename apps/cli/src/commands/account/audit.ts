import type { AuditEntry, AuditFilter } from '@darkroom/client';
import { Option, type Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readCount, readDuration } from '../../read-options.ts';
import { printList, type Columns } from '../../terminal/print-list.ts';
import type { World } from '../../world.ts';

type Options = { action?: string; actor?: string; target?: string; since?: number; limit: number; csv?: boolean };

const COLUMNS: Columns<AuditEntry> = {
  headings: ['AT', 'WHO', 'DID', 'TO', 'NOTE'],
  row: ({ at, actor, action, target, note }) => [at, actor.name, action, target.id, note],
  none: 'No entries.',
};

/** `darkroom audit`. */
export function addAudit(program: Command, world: World, run: Run): void {
  program
    .command('audit')
    .description('list who did what, newest first')
    .option('--action <list>', 'such as job.resolve,key.*')
    .option('--actor <id>', 'only by this key or person')
    .option('--target <id>', 'only to this')
    .option('--since <time>', 'within this time, such as 2h or 7d', readDuration)
    .option('--limit <number>', 'how many at most', readCount, 25)
    .addOption(new Option('--csv', 'all of them as CSV').conflicts('limit'))
    .action(run(async (command) => listAudit(contextOf(world, command), command.opts<Options>())));
}

async function listAudit(context: Context, { since, limit, csv, ...asked }: Options): Promise<number> {
  const { world } = context;
  const from = since === undefined ? undefined : new Date(world.now() - since);
  const filter = { ...asked, from } as AuditFilter;
  const { audit } = context.darkroom();
  const options = { signal: world.interrupted };
  if (!csv) return printList(context, audit.list({ ...filter, limit: Math.min(100, limit) }, options), { ...COLUMNS, most: limit });
  for await (const page of audit.csvPages({ ...filter, limit: 100 }, options)) world.stdout.write(page);
  return EXIT.done;
}

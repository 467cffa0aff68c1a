import type { AuditEntry, AuditFilter } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import type { Run } from '../../program.ts';
import { readCount, readDuration } from '../../read-options.ts';
import { printList, type Columns } from '../../terminal/print-list.ts';
import type { World } from '../../world.ts';

type Options = { action?: string; actor?: string; target?: string; since?: number; limit: number };

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
    .action(run(async (command) => listAudit(contextOf(world, command), command.opts<Options>())));
}

async function listAudit(context: Context, { since, limit, ...filter }: Options): Promise<number> {
  const { world } = context;
  const from = since === undefined ? undefined : new Date(world.now() - since);
  const list = context
    .darkroom()
    .audit.list({ ...filter, from, limit: Math.min(100, limit) } as AuditFilter, { signal: world.interrupted });
  return printList(context, list, { ...COLUMNS, most: limit });
}

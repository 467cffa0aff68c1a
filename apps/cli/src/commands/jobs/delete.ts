import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { confirm } from '../../terminal/ask.ts';
import type { World } from '../../world.ts';
import { countJobs } from './select.ts';

type Options = { keepArchive?: boolean; yes?: boolean };

/** `darkroom delete`. */
export function addDelete(program: Command, world: World, run: Run): void {
  program
    .command('delete')
    .description('delete ended jobs with all their data, archived files too; usage and audit stay')
    .argument('<id...>', 'the ids of the jobs')
    .option('--keep-archive', 'keep the archived files')
    .option('--yes', 'do not ask')
    .action(run(async (command, ids: string[]) => deleteJobs(contextOf(world, command), [...new Set(ids)], command.opts<Options>())));
}

async function deleteJobs(context: Context, ids: string[], { keepArchive, yes }: Options): Promise<number> {
  const { world } = context;
  const { jobs } = context.darkroom();
  await confirm(
    world,
    `${countJobs(ids.length)} and ${keepArchive ? 'their data' : 'their data, archived files too,'} are deleted for ever.`,
    yes,
  );
  for (const id of ids) {
    await jobs.delete(id, keepArchive ? { keep_archive: true } : {}, { signal: world.interrupted });
    if (context.json) context.printJson({ id, deleted: true });
    else context.print(`${id}: deleted`);
  }
  return EXIT.done;
}

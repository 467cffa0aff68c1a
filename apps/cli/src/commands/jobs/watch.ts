import type { Darkroom } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readList } from '../../read-options.ts';
import { describeEvent } from '../../terminal/describe-event.ts';
import type { World } from '../../world.ts';

type Types = Parameters<Darkroom['events']['subscribe']>[0] extends { types?: infer Kinds } | undefined ? Kinds : never;
type Options = { types?: string[]; after?: string };

/** `darkroom watch`. */
export function addWatch(program: Command, world: World, run: Run): void {
  program
    .command('watch')
    .description('show events as they happen: of one job until its run ends, or of all')
    .argument('[id]', 'the id of a job')
    .option('--types <list>', 'only these events, such as generation.*,batch.completed', readList)
    .option('--after <event id>', 'begin after this event, up to 72 hours back')
    .action(run(async (command, id: string | undefined) => watch(contextOf(world, command), id, command.opts<Options>())));
}

async function watch(context: Context, id: string | undefined, { types, after }: Options): Promise<number> {
  const { world } = context;
  const { jobs, events } = context.darkroom();
  const options = { types: types as Types, after, signal: world.interrupted };
  const subscription = id === undefined ? events.subscribe(options) : jobs.subscribe(id, options);
  await subscription.opened;
  if (id === undefined && !context.json) world.stderr.write('Waiting for events. Ctrl-C ends it.\n');
  try {
    for await (const event of subscription) {
      if (context.json) context.printJson(event);
      else context.print(describeEvent(event, world));
    }
  } catch (error) {
    if (!world.interrupted.aborted) throw error;
    const { position } = subscription;
    throw new Exit(EXIT.interrupted, position ? `Go on where it ended:\n  darkroom watch${id ? ` ${id}` : ''} --after ${position}` : '');
  }
  return EXIT.done;
}

import { EventsNotKeptError, type Event, type EventFilter, type List } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readCount, readDuration, readList } from '../../read-options.ts';
import { describeEvent } from '../../terminal/describe-event.ts';
import type { World } from '../../world.ts';

type Options = { types?: string[]; since?: number; after?: string; limit: number };

const HOUR_MS = 3_600_000;

/** `darkroom events`: what happened. What happens is `darkroom watch`. */
export function addEvents(program: Command, world: World, run: Run): void {
  const events = program.command('events').description('events of the last 72 hours: list, show; "watch" shows them as they happen');
  events
    .command('list', { isDefault: true })
    .description('list events, oldest first: of one job, or of all in the last hour')
    .argument('[id]', 'the id of a job')
    .option('--types <list>', 'only these events, such as generation.*,batch.completed', readList)
    .option('--since <time>', 'within this time, such as 2h; at most 72h', readDuration)
    .option('--after <event id>', 'only those after this event')
    .option('--limit <number>', 'how many at most', readCount, 100)
    .action(run(async (command, id: string | undefined) => listEvents(contextOf(world, command), id, command.opts<Options>())));
  events
    .command('show')
    .description('print an event as its webhooks have it, as JSON')
    .argument('<id>', 'the id of the event, such as evt_…')
    .action(
      run(async (command, id: string) => {
        const context = contextOf(world, command);
        const event = await context.darkroom().events.get(id, { signal: world.interrupted });
        if (context.json) context.printJson(event);
        else context.print(JSON.stringify(event, null, 2));
        return EXIT.done;
      }),
    );
}

async function listEvents(context: Context, id: string | undefined, { types, since, after, limit }: Options): Promise<number> {
  const { world } = context;
  const { jobs, events } = context.darkroom();
  const sinceMs = since ?? (id === undefined ? HOUR_MS : undefined);
  const how = { signal: world.interrupted };
  const read = (place: string | undefined) => {
    const filter = { types, after: place, limit: Math.min(100, limit) } as EventFilter;
    return id === undefined ? events.list(filter, how) : jobs.events(id, filter, how);
  };
  const list = after !== undefined || sinceMs === undefined ? read(after) : readSince(read, world.now() - sinceMs);
  let printed = 0;
  let last: string | undefined;
  for await (const event of list) {
    if (printed === limit) {
      if (!context.json) world.stderr.write(`There are more: --after ${last}\n`);
      return EXIT.done;
    }
    if (context.json) context.printJson(event);
    else context.print(describeEvent(event, world));
    printed += 1;
    last = event.id;
  }
  if (printed === 0 && !context.json) world.stderr.write('No events.\n');
  return EXIT.done;
}

/** Events since an instant, with which their ids begin. Where the oldest that is kept is younger, all. */
async function* readSince(read: (after: string | undefined) => List<Event>, sinceAt: number): AsyncGenerator<Event> {
  let began = false;
  try {
    for await (const event of read(`evt_${sinceAt}-0`)) {
      began = true;
      yield event;
    }
  } catch (error) {
    if (began || !(error instanceof EventsNotKeptError)) throw error;
    yield* read(undefined);
  }
}

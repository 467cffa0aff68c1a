import type { Endpoint, EndpointChange, EndpointRequest, EndpointWithSecret } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readDuration, readList } from '../../read-options.ts';
import { confirm } from '../../terminal/ask.ts';
import { printItems, printList, type Columns } from '../../terminal/print-list.ts';
import type { World } from '../../world.ts';
import { addDeliveries } from './deliveries.ts';
import { waitForDelivery } from './wait-for-delivery.ts';

const COLUMNS: Columns<Endpoint> = {
  headings: ['ID', 'STATE', 'LAST SUCCESS', 'EVENTS', 'URL'],
  row: ({ id, status, disabled, last_success_at: success, events, url }) => [
    id,
    disabled ? `${status} (${disabled.reason})` : status,
    success ?? 'never',
    events?.join(',') ?? 'the default',
    url,
  ],
  none: 'No endpoints.',
};

/** `darkroom endpoints`. */
export function addEndpoints(program: Command, world: World, run: Run): void {
  const endpoints = program
    .command('endpoints')
    .description('standing webhook endpoints: list, add, change, test, rotate, disable, remove');
  const ofOne = (name: string, description: string, act: (context: Context, id: string, command: Command) => Promise<number>) =>
    endpoints
      .command(name)
      .description(description)
      .argument('<id>', 'the id of the endpoint, such as ep_…')
      .action(run(async (command, id: string) => act(contextOf(world, command), id, command)));

  endpoints
    .command('list', { isDefault: true })
    .description('list endpoints')
    .action(run(async (command) => listEndpoints(contextOf(world, command))));
  endpoints
    .command('add')
    .description('add an endpoint, and print its secret this one time')
    .argument('<url>', 'where webhooks go')
    .option('--events <list>', 'which events, such as generation.*,batch.completed; default: the ends, held and batch.completed', readList)
    .option('--description <text>', 'a name for people')
    .action(
      run(async (command, url: string) => addEndpoint(contextOf(world, command), { ...command.opts<Omit<EndpointRequest, 'url'>>(), url })),
    );
  ofOne('change', 'change where it is, or what is sent to it', changeEndpoint)
    .option('--url <url>', 'where webhooks go')
    .option('--events <list>', 'which events, such as generation.*,batch.completed; default: as without', readList)
    .option('--description <text>', 'a name for people');
  ofOne('test', 'send webhook.test to it, and show the answer', testEndpoint);
  ofOne('rotate', 'give it a new secret, and print it', rotateEndpoint)
    .option('--overlap <time>', 'how long the old secret signs too, such as 24h (default) or 0s')
    .option('--yes', 'do not ask');
  ofOne('enable', 'send to it again; recover sends what it missed', (context, id) => setStatus(context, id, 'enabled'));
  ofOne('disable', 'send nothing to it', (context, id) => setStatus(context, id, 'disabled'));
  ofOne('recover', 'send what it missed or refused', recoverEndpoint).requiredOption(
    '--since <time>',
    'how far back, such as 2h; at most 72h',
    readDuration,
  );
  ofOne('remove', 'remove it; unfinished deliveries to it end', removeEndpoint).option('--yes', 'do not ask');
  addDeliveries(endpoints, world, run);
}

async function listEndpoints(context: Context): Promise<number> {
  return printList(context, context.darkroom().endpoints.list({ limit: 100 }, { signal: context.world.interrupted }), COLUMNS);
}

async function addEndpoint(context: Context, request: EndpointRequest): Promise<number> {
  return printSecret(context, await context.darkroom().endpoints.create(request, { signal: context.world.interrupted }));
}

function printSecret(context: Context, endpoint: EndpointWithSecret): number {
  if (context.json) context.printJson(endpoint);
  else {
    context.world.stderr.write(`${endpoint.id}: ${endpoint.url}. Its secret is not shown again:\n`);
    context.print(endpoint.secret);
  }
  return EXIT.done;
}

async function testEndpoint(context: Context, id: string): Promise<number> {
  const { id: delivery } = await context.darkroom().endpoints.test(id, { signal: context.world.interrupted });
  return waitForDelivery(context, delivery);
}

async function rotateEndpoint(context: Context, id: string, command: Command): Promise<number> {
  const { overlap, yes } = command.opts<{ overlap?: string; yes?: boolean }>();
  await confirm(context.world, `${id} gets a new secret; the old one signs too for ${overlap ?? '24h'}.`, yes);
  const body = overlap === undefined ? {} : { overlap };
  return printSecret(context, await context.darkroom().endpoints.rotate(id, body, { signal: context.world.interrupted }));
}

async function setStatus(context: Context, id: string, status: 'enabled' | 'disabled'): Promise<number> {
  const changed = await context.darkroom().endpoints.update(id, { status }, { signal: context.world.interrupted });
  return printItems(context, [changed], COLUMNS);
}

async function changeEndpoint(context: Context, id: string, command: Command): Promise<number> {
  const { url, events, description } = command.opts<{ url?: string; events?: string[]; description?: string }>();
  const change = {
    ...(url === undefined ? {} : { url }),
    ...(events === undefined ? {} : { events: events.join(',') === 'default' ? null : events }),
    ...(description === undefined ? {} : { description }),
  } as EndpointChange;
  if (Object.keys(change).length === 0) throw new Exit(EXIT.usage, 'What should change? Give --url, --events or --description.');
  return printItems(context, [await context.darkroom().endpoints.update(id, change, { signal: context.world.interrupted })], COLUMNS);
}

async function recoverEndpoint(context: Context, id: string, command: Command): Promise<number> {
  const { world } = context;
  const since = new Date(world.now() - command.opts<{ since: number }>().since).toISOString();
  let from: string | null = since;
  let [opened, sentAgain] = [0, 0];
  while (from !== null) {
    const part: { opened: number; sent_again: number; next_since: string | null } = await context
      .darkroom()
      .endpoints.recover(id, { since: from }, { signal: world.interrupted });
    opened += part.opened;
    sentAgain += part.sent_again;
    from = part.next_since;
  }
  if (context.json) context.printJson({ object: 'recovery', endpoint_id: id, since, opened, sent_again: sentAgain });
  else context.print(`${id}: ${opened} missed events are sent, and ${sentAgain} that had failed are sent again.`);
  return EXIT.done;
}

async function removeEndpoint(context: Context, id: string, command: Command): Promise<number> {
  const { endpoints } = context.darkroom();
  const how = { signal: context.world.interrupted };
  const { url } = await endpoints.get(id, how);
  await confirm(context.world, `${id} (${url}) gets no more webhooks.`, command.opts<{ yes?: boolean }>().yes);
  await endpoints.delete(id, how);
  return EXIT.done;
}

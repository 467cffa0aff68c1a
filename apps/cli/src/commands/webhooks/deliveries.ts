import type { DeliveryFilter, ListedDelivery } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf, type Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Run } from '../../program.ts';
import { readCount } from '../../read-options.ts';
import { describeDelivery } from '../../terminal/describe-delivery.ts';
import { printList, type Columns } from '../../terminal/print-list.ts';
import type { World } from '../../world.ts';
import { waitForDelivery } from './wait-for-delivery.ts';

type ListOptions = { job?: string; status?: string; limit: number };

const COLUMNS: Columns<ListedDelivery> = {
  headings: ['ID', 'STATE', 'TRIES', 'EVENT', 'OF', 'URL'],
  row: ({ id, status, attempt_count: tries, event_type: type, job_id: job, batch_id: batch, url }) => [
    id,
    status,
    tries,
    type,
    job ?? batch ?? '-',
    url,
  ],
  none: 'No deliveries.',
};

/** `darkroom endpoints deliveries`, `delivery` and `redeliver`. */
export function addDeliveries(endpoints: Command, world: World, run: Run): void {
  endpoints
    .command('deliveries')
    .description('list what was sent, newest first')
    .argument('[id]', 'only to this endpoint')
    .option('--job <id>', 'only about this job')
    .option('--status <list>', 'any of pending,delivered,failed,refused')
    .option('--limit <number>', 'how many at most', readCount, 25)
    .action(run(async (command, id: string | undefined) => listDeliveries(contextOf(world, command), id, command.opts<ListOptions>())));
  endpoints
    .command('delivery')
    .description('show a delivery with its tries and answers')
    .argument('<id>', 'the id of the delivery, such as dlv_…')
    .action(run(async (command, id: string) => showDelivery(contextOf(world, command), id)));
  endpoints
    .command('redeliver')
    .description('send a delivery again, and show the answer')
    .argument('<id>', 'the id of the delivery')
    .action(run(async (command, id: string) => redeliver(contextOf(world, command), id)));
}

async function listDeliveries(context: Context, endpoint: string | undefined, { job, status, limit }: ListOptions): Promise<number> {
  const filter = { endpoint_id: endpoint, job_id: job, status, limit: Math.min(100, limit) } as DeliveryFilter;
  const list = context.darkroom().deliveries.list(filter, { signal: context.world.interrupted });
  return printList(context, list, { ...COLUMNS, most: limit });
}

async function showDelivery(context: Context, id: string): Promise<number> {
  const delivery = await context.darkroom().deliveries.get(id, { signal: context.world.interrupted });
  if (context.json) context.printJson(delivery);
  else context.print(describeDelivery(delivery));
  return EXIT.done;
}

async function redeliver(context: Context, id: string): Promise<number> {
  const { deliveries } = context.darkroom();
  const how = { signal: context.world.interrupted };
  const again = await deliveries.redeliver(id, how);
  return waitForDelivery(context, again.id, again.attempt_count);
}

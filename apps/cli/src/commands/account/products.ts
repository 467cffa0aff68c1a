import type { Product } from '@darkroom/client';
import type { Command } from 'commander';

import { contextOf } from '../../context.ts';
import type { Run } from '../../program.ts';
import { printList, type Columns } from '../../terminal/print-list.ts';
import type { World } from '../../world.ts';

const COLUMNS: Columns<Product> = {
  headings: ['ID', 'STATE', 'EXPIRES', 'REQUESTS NEED', 'NAME'],
  row: ({ id, status, expires_at: expires, requires, name, type }) => [
    id,
    status ?? '-',
    expires ?? '-',
    Object.entries(requires)
      .flatMap(([field, needed]) => (needed ? [field] : []))
      .join(',') || '-',
    name ?? type,
  ],
  none: 'Getty shows no products.',
};

/** `darkroom products`. */
export function addProducts(program: Command, world: World, run: Run): void {
  program
    .command('products')
    .description('list the products of the account at Getty, and what they demand of requests')
    .action(
      run(async (command) => {
        const context = contextOf(world, command);
        return printList(context, context.darkroom().products.list({ signal: world.interrupted }), COLUMNS);
      }),
    );
}

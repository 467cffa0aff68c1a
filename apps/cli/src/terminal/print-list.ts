import type { List } from '@darkroom/client';

import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { formatTable } from './table.ts';
import { widthOf } from './text.ts';

export type Cell = string | number | null | undefined;

/** How a list is shown to people. */
export type Columns<Item> = {
  headings: string[];
  row: (item: Item) => Cell[];
  /** What is said where the list is empty. */
  none: string;
};

/** Prints a list: as JSON each item as soon as it is read, else as a table. Returns the exit code. */
export async function printList<Item>(context: Context, list: List<Item>, how: Columns<Item> & { most?: number }): Promise<number> {
  const { most = Infinity, ...columns } = how;
  if (!context.json) return printItems(context, await list.toArray({ most }), columns);
  let printed = 0;
  if (most <= 0) return EXIT.done;
  for await (const item of list) {
    context.printJson(item);
    printed += 1;
    if (printed >= most) break;
  }
  return EXIT.done;
}

/** The same for what was read already. */
export function printItems<Item>(context: Context, items: Item[], { headings, row, none }: Columns<Item>): number {
  if (context.json) for (const item of items) context.printJson(item);
  else if (items.length === 0) context.world.stderr.write(`${none}\n`);
  else context.print(formatTable(headings, items.map(row), widthOf(context.world.stdout)));
  return EXIT.done;
}

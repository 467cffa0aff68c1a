import type { BulkAction, BulkItem, BulkRequest } from '@darkroom/client';

import type { Context } from '../../context.ts';
import { EXIT, Exit } from '../../exit-codes.ts';
import { plain } from '../../terminal/text.ts';
import { readFilter, type FilterOptions } from './filter.ts';

/** Which jobs an action is for: one, several by their ids, or all that match. */
export type Selection = { id: string } | { ids: string[] } | { filter: NonNullable<BulkRequest['filter']> };

/** As many jobs as one call takes. */
const MOST_IDS = 1_000;

/** @throws Exit usage for nothing, or for both */
export function readSelection(context: Context, ids: string[], options: FilterOptions): Selection {
  const filter = readFilter(context.world, options) as NonNullable<BulkRequest['filter']> | undefined;
  if (filter && ids.length > 0) throw new Exit(EXIT.usage, 'Give ids, or filters such as --status queued, not both.');
  if (filter) return { filter };
  const [id, ...more] = new Set(ids);
  if (id === undefined) throw new Exit(EXIT.usage, 'Which jobs? Give ids, or filters such as --status queued.');
  return more.length === 0 ? { id } : { ids: [id, ...more] };
}

type Act = (body: BulkRequest) => Promise<BulkAction>;

/** Acts on all jobs of a selection, call by call, and prints the result for each. Returns the exit code. */
export async function actOnAll(context: Context, act: Act, body: BulkRequest): Promise<number> {
  let refused = 0;
  for (const part of partsOf(body)) {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const done = await act({ ...part, ...(cursor === undefined ? {} : { cursor }) });
      for (const item of done.data) {
        if (context.json) context.printJson(item);
        else context.print(describeItem(item));
      }
      refused += done.counts.refused;
      cursor = done.next_cursor;
    }
  }
  return refused > 0 ? EXIT.refused : EXIT.done;
}

/** What an action would do, from its first call. `more`: it is for more jobs than the call covers. */
export async function previewOf(act: Act, body: BulkRequest): Promise<BulkAction & { more: boolean }> {
  const parts = partsOf(body);
  const preview = await act({ ...parts[0], dry_run: true });
  return { ...preview, more: parts.length > 1 || preview.next_cursor !== null };
}

function partsOf(body: BulkRequest): BulkRequest[] {
  const { ids } = body;
  if (!ids) return [body];
  const parts: BulkRequest[] = [];
  for (let at = 0; at < ids.length; at += MOST_IDS) parts.push({ ...body, ids: ids.slice(at, at + MOST_IDS) });
  return parts;
}

function describeItem(item: BulkItem): string {
  switch (item.outcome) {
    case 'done':
      return `${item.id}: done`;
    case 'requested':
      return `${item.id}: requested; Getty still has it`;
    case 'refused':
      return `${plain(item.id)}: ${plain(item.error.detail)} (${item.error.code})`;
  }
}

/** `1 job`, `12 jobs`, `1000 jobs and more`. */
export function countJobs(count: number, more = false): string {
  return `${count} ${count === 1 ? 'job' : 'jobs'}${more ? ' and more' : ''}`;
}

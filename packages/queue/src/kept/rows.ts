import type { Listed } from '../reading/page.ts';
import { readFields, type Block } from './blocks.ts';
import { hasAny, isIn, type Slots } from './postings.ts';

/** As in lua/shared/kept_lists.lua. */
const TIMES_IN_CHUNK = 512;
const IDS_IN_CHUNK = 128;
const TIME_BYTES = 6;
const ID_BYTES = 16;

type Deps = Parameters<typeof readFields>[0];

/** Slots of a block; absent: all. */
export type Candidates = { block: Block; slots: Slots | undefined };

/** Which places to read: created at or after `from` and before `to`, behind the place `after`, the newest `most`. */
export type Reach = { from: number; to: number; after: Listed | undefined; most: number };

type Row = { block: Block; slot: number; createdAt: number };

/** The places of the newest `most` of these candidates, and of all others of the last one's instant. */
export async function readRows(deps: Deps, given: Candidates[], reach: Reach): Promise<Listed[]> {
  const candidates = given.filter((one) => chunksOf(one).length > 0);
  const chunks = candidates.map(chunksOf);
  const times = await readFields(
    deps,
    candidates.map(({ block }, index) => ({ block, fields: chunks[index]!.map((chunk) => `c${chunk}`) })),
  );
  const rows = candidates.flatMap((one, index) => rowsWithin(one, { chunks: chunks[index]!, times: times[index]! }, reach));
  const places = await readIds(deps, newestRows(rows, reach));
  return places.filter(({ id, createdAt }) => createdAt !== reach.after?.createdAt || id < reach.after.id);
}

async function readIds(deps: Deps, rows: Row[]): Promise<Listed[]> {
  const byBlock = Map.groupBy(rows, ({ block }) => block);
  const wanted = [...byBlock].map(([block, some]) => ({
    block,
    chunks: [...new Set(some.map(({ slot }) => Math.floor(slot / IDS_IN_CHUNK)))],
  }));
  const texts = await readFields(
    deps,
    wanted.map(({ block, chunks }) => ({ block, fields: chunks.map((chunk) => `i${chunk}`) })),
  );
  return wanted.flatMap(({ block, chunks }, index) => {
    const cells = new Map(chunks.map((chunk, at) => [chunk, texts[index]![at] ?? null]));
    return byBlock.get(block)!.flatMap(({ slot, createdAt }) => {
      const id = idAt(cells.get(Math.floor(slot / IDS_IN_CHUNK)) ?? null, slot % IDS_IN_CHUNK);
      return id === undefined ? [] : [{ id, createdAt }];
    });
  });
}

/** The chunks in which a block has candidates. */
function chunksOf({ block, slots }: Candidates): number[] {
  const all = Array.from({ length: Math.ceil(block.slots / TIMES_IN_CHUNK) }, (_, chunk) => chunk);
  const bytes = TIMES_IN_CHUNK / 8;
  return slots === undefined ? all : all.filter((chunk) => hasAny(slots, chunk * bytes, (chunk + 1) * bytes));
}

function rowsWithin(
  { block, slots }: Candidates,
  { chunks, times }: { chunks: number[]; times: (Buffer | null)[] },
  { from, to, after }: Reach,
): Row[] {
  const last = after?.createdAt ?? Infinity;
  const rows: Row[] = [];
  for (const [index, chunk] of chunks.entries()) {
    const cells = times[index];
    if (!cells) continue;
    for (let place = 0, at = 0; at < cells.length; place++, at += TIME_BYTES) {
      const slot = chunk * TIMES_IN_CHUNK + place;
      if (slots !== undefined && !isIn(slots, slot)) continue;
      const createdAt = cells.readUIntBE(at, TIME_BYTES);
      if (createdAt !== 0 && createdAt >= from && createdAt < to && createdAt <= last) rows.push({ block, slot, createdAt });
    }
  }
  return rows;
}

/** The newest ones, with all of the last one's instant. Of the instant of the cursor all are kept, since only their ids decide. */
function newestRows(rows: Row[], { after, most }: Reach): Row[] {
  if (rows.length <= most) return rows;
  const older = Float64Array.from(
    rows.filter(({ createdAt }) => createdAt !== after?.createdAt),
    ({ createdAt }) => createdAt,
  ).toSorted();
  const first = older.length <= most ? 0 : older[older.length - most]!;
  return rows.filter(({ createdAt }) => createdAt >= first);
}

function idAt(cells: Buffer | null, place: number): string | undefined {
  if (!cells || cells.length < (place + 1) * ID_BYTES) return undefined;
  return `job_${cells.toString('hex', place * ID_BYTES, (place + 1) * ID_BYTES)}`;
}

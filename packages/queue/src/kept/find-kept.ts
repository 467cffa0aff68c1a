import type { Tenant } from '@darkroom/contracts';
import type { Redis } from 'ioredis';

import type { JobFilter } from '../lists/job-filter.ts';
import type { Listed, ReadPlaces } from '../reading/page.ts';
import { newestFirst } from '../reading/page.ts';
import type { Keys } from '../redis/keys.ts';
import { readBlocks, readFields, type Block } from './blocks.ts';
import { addBucket, addFacet, hasAny, intersect, type Slots } from './postings.ts';
import { readRows, type Candidates } from './rows.ts';
import { clausesOf, type Clause } from './terms.ts';

type Deps = { redis: Redis; keys: Keys };

/** Slots read in the first round trip, and how much the next may read more: most pages end within the first. */
const FIRST_SLOTS = 16_384;
const GROWTH = 4;
/** How many slots more than it seems to need a round trip reads, so that it is the last one. */
const SPARE = 1.3;
const MOST_BLOCKS = 64;

/** A clause as fields of a block: its facets, and the bucket of its terms. */
type Lookup = { fields: (string | Buffer)[]; facets: number; beginning: Buffer | undefined };

/**
 * Finds packed jobs by a filter, newest first, by the index of their blocks. Each must be checked after loading. No work grows with the number of jobs that
 * do not match, except for some bytes of each block.
 */
export function findKept(deps: Deps, filter: JobFilter, tenants: Tenant[]): ReadPlaces {
  const clauses = clausesOf(filter);
  if (clauses === null) return async () => ({ places: [], isLast: true });
  const lookups = clauses.map(lookupOf);
  let known: Block[] | undefined;
  return async ({ from = 0, to = Infinity, after, most }) => {
    known ??= await readBlocks(deps, tenants);
    const first = Math.min(to - 1, after?.createdAt ?? Infinity);
    const blocks = known.filter(({ start, last }) => start <= first && last >= from);
    const found: Listed[] = [];
    let read = 0;
    let stages = stagesOf(lookups);
    for (let slots = FIRST_SLOTS; read < blocks.length;) {
      const some = takeBlocks(blocks.slice(read), slots);
      read += some.length;
      const candidates = await candidatesIn(deps, some, stages);
      found.push(...(await readRows(deps, candidates, { from, to, after, most: most + 1 })));
      const sure = countBefore(found, blocks[read]);
      if (sure > most) break;
      slots = nextSlots(slots, { read: slotsOf(blocks.slice(0, read)), missing: (most + 1 - sure) / sure });
      // Where most blocks have candidates, stages only cost round trips.
      if (stages.length > 1 && 2 * candidates.length > some.length) stages = [lookups];
    }
    const next = blocks[read];
    const sure = next === undefined ? found : found.filter(({ createdAt }) => createdAt > next.last);
    return { places: sure.toSorted(newestFirst).slice(0, most), isLast: next === undefined && sure.length <= most };
  };
}

/** How many places are certainly newer than all of the next block. */
function countBefore(places: Listed[], next: Block | undefined): number {
  return next === undefined ? places.length : places.filter(({ createdAt }) => createdAt > next.last).length;
}

/** How many slots to read next, after `slots`. `missing`: how much more is needed than `read` slots had. */
function nextSlots(slots: number, { read, missing }: { read: number; missing: number }): number {
  return Math.min(slots * GROWTH, Math.max(FIRST_SLOTS, read * missing * SPARE));
}

function slotsOf(blocks: Block[]): number {
  return blocks.reduce((sum, { slots }) => sum + slots, 0);
}

function takeBlocks(blocks: Block[], slots: number): Block[] {
  let sum = 0;
  const end = blocks.findIndex((block) => (sum += block.slots) >= slots);
  return blocks.slice(0, Math.min(end === -1 ? blocks.length : end + 1, MOST_BLOCKS));
}

/** The slots of each block that have a term of every clause. Blocks where there are none left are not read any further. */
async function candidatesIn(deps: Deps, blocks: Block[], stages: Lookup[][]): Promise<Candidates[]> {
  let left: Candidates[] = blocks.map((block) => ({ block, slots: undefined }));
  for (const lookups of stages) {
    const fields = lookups.flatMap((lookup) => lookup.fields);
    const texts = await readFields(
      deps,
      left.map(({ block }) => ({ block, fields })),
    );
    left = left.flatMap(({ block, slots: before }, index) => {
      const slots = slotsWithAll(block, lookups, texts[index]!);
      if (slots === undefined) return [];
      if (before !== undefined) intersect(slots, before);
      return hasAny(slots) ? [{ block, slots }] : [];
    });
  }
  return left;
}

/** The order in which clauses are looked up: facets are short, then one term, then two more, and so on. Long words are rarer than short ones. */
function stagesOf(lookups: Lookup[]): Lookup[][] {
  const facets = lookups.filter(({ beginning }) => beginning === undefined);
  const others = lookups.filter(({ beginning }) => beginning !== undefined).toSorted((a, b) => b.beginning!.length - a.beginning!.length);
  const stages = facets.length === 0 ? [] : [facets];
  for (let from = 0, count = 1; from < others.length; from += count, count = from) stages.push(others.slice(from, from + count));
  return stages;
}

function slotsWithAll(block: Block, lookups: Lookup[], texts: (Buffer | null)[]): Slots | undefined {
  let all: Slots | undefined;
  let place = 0;
  for (const lookup of lookups) {
    const slots = slotsWith(block, lookup, texts.slice(place, place + lookup.fields.length));
    place += lookup.fields.length;
    if (slots === undefined) return undefined;
    if (all === undefined) all = slots;
    else intersect(all, slots);
  }
  return all;
}

function slotsWith(block: Block, { facets, beginning }: Lookup, texts: (Buffer | null)[]): Slots | undefined {
  if (texts.every((text) => text === null)) return undefined;
  const slots = new Uint8Array(Math.ceil(block.slots / 8));
  for (const facet of texts.slice(0, facets)) if (facet) addFacet(slots, facet);
  const bucket = texts[facets];
  if (bucket) addBucket(slots, bucket, beginning!);
  return slots;
}

function lookupOf({ facets, begins }: Clause): Lookup {
  if (begins === undefined) return { fields: facets, facets: facets.length, beginning: undefined };
  const term = Buffer.from(begins);
  const length = begins.startsWith('+') ? 3 : 2; // as add_term in kept_lists.lua
  return { fields: [...facets, term.subarray(0, length)], facets: facets.length, beginning: term.subarray(length) };
}

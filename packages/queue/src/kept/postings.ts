/** Reads what lua/shared/kept_encoding.lua writes: in which slots of a block a term is. */

/** A bit for each slot of a block. */
export type Slots = Uint8Array;

const BITS = 'b'.charCodeAt(0);

export function addFacet(slots: Slots, facet: Buffer): void {
  if (facet[0] !== BITS) {
    addSlots(slots, facet, { from: 1, end: facet.length - 1 });
    return;
  }
  const length = Math.min(slots.length, facet.length - 1);
  for (let place = 0; place < length; place++) slots[place]! |= facet[place + 1]!;
}

/** Adds the slots of all terms of a bucket that begin so. `beginning`: without what all terms of the bucket have in common. */
export function addBucket(slots: Slots, bucket: Buffer, beginning: Buffer): void {
  for (let at = 3; at < bucket.length;) {
    const length = bucket[at]!;
    const from = at + length + 2;
    const end = from + 2 * bucket[from - 1]!;
    if (length >= beginning.length && beginsWith(bucket, at + 1, beginning)) {
      addSlots(slots, bucket, { from, end });
    }
    at = end;
  }
}

export function intersect(slots: Slots, others: Slots): void {
  for (let place = 0; place < slots.length; place++) slots[place]! &= others[place]!;
}

/** Whether any of these bytes has a slot. */
export function hasAny(slots: Slots, from = 0, end = slots.length): boolean {
  for (let place = from; place < end && place < slots.length; place++) if (slots[place] !== 0) return true;
  return false;
}

export function isIn(slots: Slots, slot: number): boolean {
  return (slots[slot >> 3]! & (1 << (slot & 7))) !== 0;
}

/** Adds the slots that stand there, two bytes each: thousands of a common word. */
function addSlots(slots: Slots, listed: Buffer, { from, end }: { from: number; end: number }): void {
  for (let at = from; at < end; at += 2) {
    const slot = (listed[at]! << 8) | listed[at + 1]!;
    // A job that was packed since the size of the block was read is left out.
    if (slot >> 3 < slots.length) slots[slot >> 3]! |= 1 << (slot & 7);
  }
}

function beginsWith(bucket: Buffer, at: number, beginning: Buffer): boolean {
  for (let place = 0; place < beginning.length; place++) if (bucket[at + place] !== beginning[place]) return false;
  return true;
}

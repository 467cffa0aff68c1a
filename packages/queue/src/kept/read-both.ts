import { isBehind, newestFirst, type ReadPlaces } from '../reading/page.ts';

/**
 * Living and packed jobs as one list of places. A job that is packed in between is among the living ones, which are read first. One that is unpacked in
 * between changes `unpackings`, and the living ones are read again.
 */
export function readBoth(halves: { living: ReadPlaces; packed: ReadPlaces; unpackings: () => Promise<string> }): ReadPlaces {
  return async (reach) => {
    const before = await halves.unpackings();
    const read = [await halves.living(reach), await halves.packed(reach)];
    if ((await halves.unpackings()) !== before) read.push(await halves.living(reach));
    // Behind the end of one list, the other may miss some.
    const [end] = read.flatMap(({ places, isLast }) => (isLast ? [] : places.slice(-1))).toSorted(newestFirst);
    const found = new Map(read.flatMap(({ places }) => places).map((place) => [place.id, place]));
    const sure = [...found.values()].filter((place) => end === undefined || !isBehind(place, end)).toSorted(newestFirst);
    return { places: sure.slice(0, reach.most), isLast: end === undefined && sure.length <= reach.most };
  };
}

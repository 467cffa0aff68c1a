/**
 * Joins looks, but never with one that is under way: it may have seen what was before the caller came. All that come during a look share the next one.
 * `look` never rejects.
 */
export function lookAfresh<Found>(look: () => Promise<Found>): () => Promise<Found> {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<Found> | undefined;
  return () => {
    if (next) return next;
    const following = last.then(() => {
      next = undefined;
      return look();
    });
    next = following;
    last = following;
    return following;
  };
}

/**
 * Work that many ask for and one does: who calls while it is under way gets the same promise, and the next caller after its end begins it
 * anew. A failure goes to all who wait, and is not kept.
 */
export function singleFlight<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let underWay: Promise<Result> | undefined;
  return () => {
    underWay ??= work().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

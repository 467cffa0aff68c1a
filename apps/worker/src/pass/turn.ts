/**
 * A turn to call Getty. `mark`: at which rate it was given out, which is what a refusal of the call says something about. `scarce`: the call
 * had to wait for it, so calls crowd each other.
 */
export type Turn = { mark: string; scarce: boolean };

/** What a call has that needs no turn, or comes before one is taken: the mark with which its pass began. */
export function withoutTurn({ epoch }: { epoch: string }): Turn {
  return { mark: epoch, scarce: false };
}

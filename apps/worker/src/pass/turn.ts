/**
 * A turn to call Getty. `mark`: the rate at which it was assigned, which a refusal of the call refers to. `scarce`: the call had to wait
 * for it, so calls compete.
 */
export type Turn = { mark: string; scarce: boolean };

/** For a call that needs no turn, or comes before one is taken: the mark with which its pass began. */
export function withoutTurn({ epoch }: { epoch: string }): Turn {
  return { mark: epoch, scarce: false };
}

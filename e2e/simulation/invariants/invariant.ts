import type { World } from '../world.ts';

/** Something that does not hold. `about`: ids or names; their last lines in the trace show what happened. */
export type Violation = { says: string; about: string[] };

/**
 * What must hold. `now`: at any moment between two commands. `end`: when the world has been healthy for long enough. `gone`: when retention has
 * taken what ended. One file each; a new one is added to `all.ts`.
 */
export type Invariant = {
  name: string;
  now?: (world: World) => Violation[] | Promise<Violation[]>;
  gone?: (world: World) => Violation[] | Promise<Violation[]>;
  end?: (world: World) => Violation[] | Promise<Violation[]>;
};

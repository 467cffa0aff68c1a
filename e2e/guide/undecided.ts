/**
 * Getty's history may not show a generation yet. Any paid call under way may have made it, so the api refuses to give it to a held
 * job. A person asks again when those calls are answered.
 */
export const UNDECIDED = /may belong to one/;

/** How often it is asked again, and how long before each time, in ms. */
export const TRIES = 300;
export const NEXT_TRY_MS = 200;

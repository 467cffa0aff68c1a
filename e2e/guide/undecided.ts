/**
 * Getty's history may not show a generation yet. It may then be that of any paid call under way, so the api refuses to give it to a held job; a person asks
 * again when those calls are answered.
 */
export const UNDECIDED = /may belong to one/;

/** How often it is asked again, and how long before each time, in ms. */
export const TRIES = 300;
export const NEXT_TRY_MS = 200;

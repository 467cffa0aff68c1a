/** How far apart clocks may be: the history is read for so much more on both sides, in ms. */
export const CLOCK_SKEW_MS = 5 * 60_000;

/** Pages of the history for one look-up, so that it ends: more than a busy account fills in the time looked at. */
export const MOST_PAGES = 50;

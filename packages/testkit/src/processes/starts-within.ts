import { PATIENCE_MS } from '../waiting/wait-for.ts';

/** In ms. A start takes a second of a processor, to bundle an app takes three, and a busy machine starts many at once. */
export const STARTS_WITHIN_MS = 3 * PATIENCE_MS;

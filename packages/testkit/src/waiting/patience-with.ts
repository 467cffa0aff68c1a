import { PATIENCE_MS } from './wait-for.ts';

/**
 * How long an app of a test may wait for its Redis, in ms; undefined: as in production. On a machine that stands still for two seconds, a
 * request would be answered 503. Only a test with a Redis of its own takes it away, and so needs that answer.
 */
export function patienceWith({ url }: { url: string }): number | undefined {
  return url === process.env['TEST_REDIS_URL'] ? PATIENCE_MS : undefined;
}

import { withPatience } from './redis-patience.ts';

/** Runs one of several steps of a request's work. */
export type Step = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Gives each step its own time limit, since many steps may take longer than one request may wait for Redis. A hanging Redis is noticed in
 * the current step. The first step has what is left of the request's time, which may already have been spent on a hanging Redis.
 */
export function createSteps(): Step {
  let answered = false;
  return async (work) => {
    const result = await (answered ? withPatience(work) : work());
    answered = true;
    return result;
  };
}

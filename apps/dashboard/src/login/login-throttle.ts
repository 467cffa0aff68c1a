import { RateLimiterMemory } from 'rate-limiter-flexible';

/** Slows guessing down: after some failures from one address, nothing is compared for a while. */
export type LoginThrottle = ReturnType<typeof createLoginThrottle>;

const FAILURES = 5;
const WINDOW_S = 60;

export function createLoginThrottle() {
  const failures = new RateLimiterMemory({ points: FAILURES, duration: WINDOW_S });

  /** How many seconds this address must wait before it may try; 0: none. */
  const waitSeconds = async (address: string): Promise<number> => {
    const found = await failures.get(address);
    return found !== null && found.consumedPoints >= FAILURES ? Math.ceil(found.msBeforeNext / 1_000) : 0;
  };

  const failed = async (address: string): Promise<void> => {
    await failures.penalty(address);
  };

  return { waitSeconds, failed };
}

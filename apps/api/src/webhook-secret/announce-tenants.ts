import { isRedisAway } from '@darkroom/queue';
import type { Clock, Logger, Service, TenantSecrets } from '@darkroom/runtime';

const AGAIN_AFTER_MS = 1_000;

/**
 * Stores at the start which tenants have keys, before the api accepts a job of theirs: notifiers need to know whether there are several tenants.
 * While Redis is away it tries again and again; the api starts meanwhile.
 */
export function announceTenants({ secrets, clock, logger }: { secrets: TenantSecrets; clock: Clock; logger: Logger }): Service {
  const ending = new AbortController();
  let announcing: Promise<void> = Promise.resolve();

  const isDone = async (): Promise<boolean> => {
    try {
      await secrets.announce();
      return true;
    } catch (error) {
      logger.warn({ error }, 'api.not_announced');
      return !isRedisAway(error);
    }
  };

  const goOn = async (): Promise<void> => {
    do await clock.sleep(AGAIN_AFTER_MS, ending.signal);
    while (!ending.signal.aborted && !(await isDone()));
  };

  return {
    start: async () => {
      if (!ending.signal.aborted && !(await isDone())) announcing = goOn();
    },
    stop: async () => {
      ending.abort();
      await announcing;
    },
  };
}

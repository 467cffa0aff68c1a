import { LIMITS_GOOD_FOR_MS, type Store } from '@darkroom/queue';
import type { Logger, Service } from '@darkroom/runtime';

/** Often enough that a limit survives some failed writes. */
const PUBLISH_EVERY_MS = LIMITS_GOOD_FOR_MS / 10;

/**
 * Publishes Getty's limits from this worker's settings to all processes, repeatedly: a limit that no worker publishes any more expires. If
 * Redis is away when a worker starts, they are published as soon as it is back.
 */
export function keepLimits(
  deps: { store: Pick<Store, 'queries' | 'reminders'>; logger: Logger },
  limits: { pending: number | undefined; queries: number | undefined },
): Service {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const publish = async () => {
    try {
      await deps.store.reminders.remindWoken(await deps.store.queries.setLimits(limits));
    } catch (error) {
      if (!stopped) deps.logger.warn({ error }, 'limits.not_set');
    }
    if (!stopped) timer = setTimeout(() => void publish(), PUBLISH_EVERY_MS);
  };

  return {
    start: async () => {
      if (!stopped && (limits.pending !== undefined || limits.queries !== undefined)) void publish();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

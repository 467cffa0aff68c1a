import { LIMITS_GOOD_FOR_MS, type Store } from '@darkroom/queue';
import type { Logger, Service } from '@darkroom/runtime';

/** Often enough that a limit outlives some that failed. */
const TELL_EVERY_MS = LIMITS_GOOD_FOR_MS / 10;

/**
 * Tells all processes Getty's limits as this worker's settings give them, and goes on telling: what no worker gives any more lapses. Redis may
 * be away when a worker starts; they are told as soon as it is there.
 */
export function keepLimits(
  deps: { store: Pick<Store, 'queries' | 'reminders'>; logger: Logger },
  limits: { pending: number | undefined; queries: number | undefined },
): Service {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const tell = async () => {
    try {
      await deps.store.reminders.remindWoken(await deps.store.queries.setLimits(limits));
    } catch (error) {
      if (!stopped) deps.logger.warn({ error }, 'limits.not_set');
    }
    if (!stopped) timer = setTimeout(() => void tell(), TELL_EVERY_MS);
  };

  return {
    start: async () => {
      if (!stopped && (limits.pending !== undefined || limits.queries !== undefined)) void tell();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

import type { Logger, Service } from '@darkroom/runtime';

import { reconcileNext, type ReconciliationEvents } from './reconcile.ts';
import type { ReconcilerDeps } from './reconciler-deps.ts';

/** How often a worker looks for a reconciliation, in ms. */
const EVERY_MS = 1_000;

/** Runs reconciliations, one at a time in this worker. What a stopping worker leaves, another goes on with. */
export function keepReconciliations(deps: ReconcilerDeps & { events: ReconciliationEvents; logger: Logger }): Service {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;

  const look = (): void => {
    running = reconcileNext(deps, () => stopped)
      .then(() => undefined)
      .catch((error: unknown) => {
        if (!stopped) deps.logger.warn({ error }, 'reconciliation.interrupted');
      })
      .finally(() => {
        if (!stopped) timer = setTimeout(look, EVERY_MS * (0.8 + Math.random() * 0.4));
      });
  };

  return {
    start: async () => {
      if (!stopped) look();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await deps.store.reconciliationWork.finish(running);
    },
  };
}

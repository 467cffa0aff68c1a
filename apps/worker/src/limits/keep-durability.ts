import type { Store } from '@darkroom/queue';
import type { Logger, Service } from '@darkroom/runtime';

/** Redis' settings rarely change. */
const NOTE_EVERY_MS = 30_000;

/** Records Redis' durability settings repeatedly: when another Redis comes back, they show whether writes may be lost. */
export function keepDurability(deps: { store: Pick<Store, 'noteDurability'>; logger: Logger }): Service {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const note = async () => {
    try {
      await deps.store.noteDurability();
    } catch (error) {
      if (!stopped) deps.logger.warn({ error }, 'durability.not_noted');
    }
    if (!stopped) timer = setTimeout(() => void note(), NOTE_EVERY_MS);
  };

  return {
    start: async () => {
      if (!stopped) void note();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

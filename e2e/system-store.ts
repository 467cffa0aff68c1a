import { openStore, type Store } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';

import type { System } from './system.ts';

/** What the system's processes see in Redis. */
export function openSystemStore({ redis: { url, prefix } }: System): Store & AsyncDisposable {
  const logger = createLogger({ name: 'e2e', level: 'silent' });
  const store = openStore({ url, prefix, role: 'worker', now: Date.now, logger });
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}

import { openStore, type Store } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';

import type { House } from './house.ts';

/** What the house's processes see in Redis. */
export function openHouseStore({ redis: { url, prefix } }: House): Store & AsyncDisposable {
  const logger = createLogger({ name: 'e2e', level: 'silent' });
  const store = openStore({ url, prefix, role: 'worker', now: Date.now, logger });
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}

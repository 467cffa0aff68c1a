import { openStore, type Store } from '@darkroom/queue';
import { createLogger } from '@darkroom/runtime';

export type BenchStore = Store & AsyncDisposable;

/** Opens the store that the apps of a bench use. */
export function openBenchStore(url: string): BenchStore {
  const logger = createLogger({ name: 'bench', level: 'silent' });
  const store = openStore({ url, prefix: 'darkroom', role: 'worker', now: Date.now, logger });
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}

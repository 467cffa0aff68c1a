import type { EventId } from '@darkroom/contracts';
import { openStore, type Store } from '@darkroom/queue';
import { redisSettings, type Logger } from '@darkroom/runtime';

import type { Config } from './config.ts';
import { fanOut } from './fan-out.ts';

const CONNECT_PATIENCE_MS = 5_000;

export const USAGE = 'usage: node apps/notifier/src/set-aside-main.ts list | retry <event id> | retry all';

/**
 * Shows operators the events that were set aside because they could not be handled, and retries them. A retried event keeps its id, so
 * receivers that have it already drop it. Returns the exit code.
 */
export async function setAside(
  { config, logger, print }: { config: Config; logger: Logger; print: (line: string) => void },
  words: string[],
): Promise<number> {
  const [action, id, ...more] = words;
  const isUnderstood = more.length === 0 && ((action === 'list' && id === undefined) || (action === 'retry' && id !== undefined));
  if (!isUnderstood) {
    print(USAGE);
    return 2;
  }
  const store = openStore({
    ...redisSettings(config),
    prefix: config.REDIS_PREFIX,
    format: config.STORAGE_FORMAT,
    role: 'request',
    now: Date.now,
    logger,
  });
  try {
    await store.connected(CONNECT_PATIENCE_MS);
    return id === undefined ? await list(store, print) : await retry(store, id, print);
  } finally {
    await store.close();
  }
}

async function list(store: Store, print: (line: string) => void): Promise<number> {
  for (const event of await store.eventsAside.list()) print(JSON.stringify({ ...event, at: new Date(event.at).toISOString() }));
  return 0;
}

async function retry(store: Store, id: string, print: (line: string) => void): Promise<number> {
  const retried = await store.eventsAside.retry(id as EventId | 'all', (event) => fanOut(store, event));
  for (const event of retried) print(JSON.stringify(event));
  if (retried.length === 0 && id !== 'all') print(`Event ${id} is not set aside.`);
  return retried.some(({ outcome }) => outcome === 'failed') || (retried.length === 0 && id !== 'all') ? 1 : 0;
}

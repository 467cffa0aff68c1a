import type { KeyId } from '@darkroom/contracts';
import { isRedisAway, withoutPatience, type ApiKeys } from '@darkroom/queue';
import type { Clock, Logger, Service } from '@darkroom/runtime';

/** When keys were last used: collected here, and written together. */
export type KeyUses = Service & {
  note(id: KeyId): void;
  /** Writes what was collected. @throws the error of Redis; what was collected is kept */
  write(): Promise<void>;
};

const WRITE_EVERY_MS = 2_000;

/** `settingsKeys`: keys of the settings, of which is noted when they were first seen. */
export function createKeyUses(deps: {
  store: Pick<ApiKeys, 'noteUsed'>;
  clock: Clock;
  logger: Pick<Logger, 'warn'>;
  settingsKeys: readonly KeyId[];
}): KeyUses {
  const { store, clock, logger } = deps;
  /** No more than there are keys. */
  let uses = new Map<KeyId, number>();
  let unseen = deps.settingsKeys;
  const ending = new AbortController();
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const [written, seen] = [uses, unseen];
    if (written.size === 0 && seen.length === 0) return;
    uses = new Map();
    try {
      await store.noteUsed(written, seen);
      unseen = [];
    } catch (error) {
      uses = new Map([...written, ...uses]);
      throw error;
    }
  };

  const writeOrLog = async (): Promise<void> => {
    try {
      await write();
    } catch (error) {
      if (!isRedisAway(error)) logger.warn({ error }, 'keys.uses_not_written'); // the next one writes them
    }
  };

  const writeNowAndThen = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await clock.sleep(WRITE_EVERY_MS, ending.signal);
      await writeOrLog();
    }
  };

  return {
    note: (id) => void uses.set(id, clock.now()),
    write,
    start: async () => {
      if (ending.signal.aborted) return;
      await writeOrLog();
      writing = withoutPatience(writeNowAndThen);
    },
    stop: async () => {
      ending.abort();
      await writing;
    },
  };
}

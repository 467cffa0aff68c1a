import { createGettyClient, type GettyOptions } from '@darkroom/getty';
import type { GettyNoted, Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import type { Config } from './config.ts';
import type { Deps } from './pass/deps.ts';
import { turnBeforeOthers } from './limits/no-turn.ts';
import { watchGetty, type WatchedGetty } from './limits/watch-getty.ts';
import { createPollsLearnt } from './when-to-poll/polls-learnt.ts';

/** Dependencies that settings do not provide. `exchange`: replaces the network if Getty is simulated. */
export type Given = { store: Store; clock: Clock; random: () => number } & Pick<GettyOptions, 'onCall' | 'exchange'> & {
    /** Called when Getty went away or came back. */
    onGetty?: ((noted: GettyNoted) => void) | undefined;
    /** Called with an error of recording. */
    onError?: ((error: unknown) => void) | undefined;
  };

const noop = () => undefined;

/** Creates the dependencies of a worker's passes. Its Getty client has connections, which the caller closes. */
export function createDeps(
  config: Config,
  { store, clock, random, onCall, exchange, onGetty, onError }: Given,
): Deps & Pick<WatchedGetty, 'askGetty'> {
  const client = createGettyClient({
    apiUrl: config.GETTY_API_URL,
    authUrl: config.GETTY_AUTH_URL,
    pathPrefix: config.GETTY_PATH_PREFIX,
    apiKey: config.GETTY_API_KEY,
    apiSecret: config.GETTY_API_SECRET,
    refreshToken: config.GETTY_REFRESH_TOKEN,
    paidTimeoutMs: config.GETTY_PAID_TIMEOUT,
    now: () => clock.now(),
    beforeCall: async (kind) => {
      // Calls of a job take their turn earlier, where the job can wait in the line for it.
      if (kind === 'token') await turnBeforeOthers({ store, clock }, kind);
    },
    onCall,
    exchange,
  });

  const { getty, askGetty } = watchGetty(client, {
    notes: store.gettyNotes,
    clock,
    onNoted: onGetty ?? noop,
    onError: onError ?? noop,
  });

  return {
    askGetty,
    store,
    getty,
    clock,
    random,
    polls: createPollsLearnt({ latest: store.processingTimes.latest, now: () => clock.now() }),
    policy: {
      paidTimeoutMs: config.GETTY_PAID_TIMEOUT,
      historySettleMs: config.GETTY_HISTORY_SETTLE,
      notes: config.GETTY_NOTES,
      archive: config.ARCHIVE_URL && { previews: config.ARCHIVE_PREVIEWS },
    },
  };
}

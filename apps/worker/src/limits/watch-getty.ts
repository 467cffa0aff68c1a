import { GettyError, type GettyClient } from '@darkroom/getty';
import type { GettyNote, GettyNoted, Store } from '@darkroom/queue';
import type { Clock } from '@darkroom/runtime';

import { unreachable } from './unreachable.ts';

/** While all is well, a good answer of Getty is recorded at most this often, in ms. */
const GOOD_EVERY_MS = 1_000;
/** Time limit of a probe that finds out whether more than one kind of call fails, in ms. */
const DOUBT_MS = 3_000;
/** One in this many probes is a poll: the history alone may be broken. */
const POLL_EVERY = 3;
/** A generation that does not exist: a working Getty answers 404. */
const NO_GENERATION = '00000000-0000-0000-0000-000000000000';

type WatchDeps = {
  notes: Store['gettyNotes'];
  clock: Clock;
  /** Called when Getty went away or came back, as recorded by this process. */
  onNoted: (noted: GettyNoted) => void;
  onError: (error: unknown) => void;
};

export type WatchedGetty = { getty: GettyClient; askGetty: (question: { mostMs: number; asked: number }) => Promise<void> };

/**
 * Creates a client that records, for all processes together, whether Getty is available, from the result of each of its calls. `askGetty`
 * makes a call that costs nothing, only to find that out.
 */
export function watchGetty(client: GettyClient, { notes, clock, onNoted, onError }: WatchDeps): WatchedGetty {
  let goodNotedAt = Number.NEGATIVE_INFINITY;
  let troubled = false;

  const note = async (what: GettyNote): Promise<void> => {
    try {
      const noted = await notes.note(what);
      onNoted(noted);
      if (noted.code === 'doubted') void ask({ mostMs: DOUBT_MS, byHistory: !noted.kinds.includes('history') });
    } catch (error) {
      onError(error);
    }
  };

  const good = (): Promise<void> => {
    const now = clock.now();
    if (!troubled && now < goodNotedAt + GOOD_EVERY_MS) return Promise.resolve();
    goodNotedAt = now;
    troubled = false;
    return note({ good: true });
  };

  const watched = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    try {
      const answer = await call();
      void good();
      return answer;
    } catch (error) {
      if (!(error instanceof GettyError)) throw error;
      const cause = unreachable(error);
      if (cause === undefined) void good();
      else {
        troubled = true;
        // Awaited, since the next step of this pass depends on it.
        await note({ good: false, kind: error.call, cause });
      }
      throw error;
    }
  };

  const getty: GettyClient = {
    ...client,
    generate: (...given) => watched(() => client.generate(...given)),
    operate: (...given) => watched(() => client.operate(...given)),
    redownload: (...given) => watched(() => client.redownload(...given)),
    getGeneration: (...given) => watched(() => client.getGeneration(...given)),
    downloadSizes: (...given) => watched(() => client.downloadSizes(...given)),
    startDownload: (...given) => watched(() => client.startDownload(...given)),
    getDownload: (...given) => watched(() => client.getDownload(...given)),
    history: (...given) => watched(() => client.history(...given)),
    historyItem: (...given) => watched(() => client.historyItem(...given)),
    // With a valid token, no request is made.
    warmUp: () => (client.isWarm() ? client.warmUp() : watched(() => client.warmUp())),
  };

  const ask = async ({ mostMs, byHistory }: { mostMs: number; byHistory: boolean }): Promise<void> => {
    troubled = true;
    const [limit, over] = [new AbortController(), new AbortController()];
    void clock.sleep(mostMs, over.signal).then(() => limit.abort(new Error(`no answer within ${mostMs} ms`)));
    const { signal } = limit;
    const now = clock.now();
    try {
      await (byHistory
        ? getty.history({ from: new Date(now - 60_000), to: new Date(now), page: 1, pageSize: 1 }, { signal })
        : getty.getGeneration(NO_GENERATION, { signal }));
    } catch (error) {
      if (!(error instanceof GettyError)) onError(error);
    } finally {
      over.abort();
    }
  };

  return { getty, askGetty: ({ mostMs, asked }) => ask({ mostMs, byHistory: asked % POLL_EVERY !== 0 }) };
}
